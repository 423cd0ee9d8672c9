/**
 * The model held to the measurements, in small: some cells with fewer trials than
 * `npm run fidelity` runs, and wider limits accordingly. The seeds are fixed.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ALL_RULES, LINUX } from '../../src/tcp/settings.ts'
import { type Calibration, calibrate } from './calibration.ts'
import { runCell } from './cell-run.ts'
import { type Comparison, compare } from './comparison.ts'
import { replayCell, shareOf } from './replay.ts'
import { type Cell, latencyCells, regimeCells, TRUTH } from './truth.ts'

const cells = [...latencyCells(TRUTH), ...regimeCells(TRUTH)]
const TRIALS = 1_500

const named = (name: string): { readonly cell: Cell; readonly calibration: Calibration } => {
  const cell = cells.find((one) => one.name === name)
  if (cell === undefined) throw new Error(`Expected a cell, found no "${name}"`)
  return { cell, calibration: calibrate(cell, cells) }
}

const comparison = (name: string, settings = LINUX, trials = TRIALS): Comparison => {
  const { cell, calibration } = named(name)
  return compare(cell, runCell(cell, settings, calibration, 'test', trials), trials)
}

describe('fidelity', () => {
  it('has all 47 cells', () => {
    assert.equal(cells.length, 47)
  })

  for (const name of ['legacy_rtt40_loss0', 'fast_rtt300_loss0', 'R2_legacy_rtt400_loss0'])
    it(`takes the kernel's time when nothing is lost: ${name}`, () => {
      // Where nothing is lost, trials hardly differ.
      const [median] = comparison(name, LINUX, 100).quantiles
      // 1 ms + 0.2 %
      const allowed = 1 + 0.002 * (median?.kernel ?? 0)
      assert.ok(Math.abs((median?.model ?? 0) - (median?.kernel ?? 0)) < allowed)
    })

  // Two samples of one distribution, 1500 and 5000, differ by more than 0.046 once in a hundred.
  for (const name of [
    'legacy_rtt40_loss5',
    'legacy_rtt300_loss10',
    'fast_rtt40_loss10',
    'fast_rtt300_loss5',
    'J1_legacy_rtt100_loss2',
    'S_legacy9k_rtt100_loss2',
    'R2_legacy_rtt400_loss2',
    'T1_fast_rtt100_loss5',
  ])
    it(`is distributed as the kernel is: ${name}`, () => {
      const { distance } = comparison(name)
      assert.ok(distance < 0.05, `KS distance ${distance}`)
    })

  it('would not be without the rules that matter', () => {
    const without = { ...LINUX, rules: { ...ALL_RULES, tailLossProbeFloor: false } }
    assert.ok(comparison('legacy_rtt40_loss10', without).distance > 0.1)
  })

  for (const [loss, least] of [
    [5, 0.94],
    [10, 0.87],
  ] as const)
    it(`ends replayed connections within 40 ms of the kernel at ${loss} % loss`, () => {
      const shares = cells
        .filter(
          ({ name }) => /^(legacy|fast)_rtt(40|300)_/.test(name) && name.endsWith(`loss${loss}`),
        )
        .map(({ name }) => {
          const { cell, calibration } = named(name)
          return shareOf(cell, replayCell(cell, LINUX, calibration))
        })
      const close = shares.reduce((total, one) => total + one.close, 0)
      // Four cells of 250 logged connections.
      assert.ok(close / 1_000 >= least, `${close} of 1000`)
    })
})
