import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { TrialRecord } from '../../src/record/trial-record.ts'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import type { Base } from '../../src/strategies/base.ts'
import { withImplied } from '../../src/strategies/combination.ts'
import { overTls } from '../../src/strategies/over.ts'
import { BASES, catalogue, parseStrategy } from '../../src/strategies/registry.ts'
import { LAYERS } from '../../src/transport.ts'
import { serverFor } from '../dialogue/scene.ts'
import { COMBINABLE, expectedWaits, ROWS } from '../strategies/minimum-waits.ts'
import { specOf } from './spec.ts'

const runner = new TrialRunner()
const trial = (strategy: string): TrialRecord =>
  runner.run(prepareCell(specOf(strategy, { servers: [serverFor(strategy)] }), 0), 0)

const byLayer = ({ waits }: TrialRecord): Record<string, number> =>
  Object.fromEntries(
    LAYERS.flatMap((layer, index) => (waits[index] ? [[layer, waits[index] ?? 0]] : [])),
  )

/** Every strategy that can be written, once; of what is compared apart those in tables. */
const strategiesOf = ({ name: base, entry }: Base): string[] => {
  if (entry.compared === 'apart') {
    return catalogue().flatMap((one) => (one.base === base ? [one.name] : []))
  }
  const names = new Set<string>()
  for (let mask = 0; mask < 1 << COMBINABLE.length; mask += 1) {
    const modifiers = COMBINABLE.filter((_, index) => ((mask >> index) & 1) === 1)
    const strategy = parseStrategy([base, ...modifiers].join('+'))
    if (strategy.kind !== 'strategy-error') names.add(strategy.name)
  }
  return [...names]
}

describe('on the ideal link, against the ideal server', () => {
  for (const base of BASES) {
    it(`${base.name}: elapsed time / RTT is exactly the number of waits, whatever the modifiers`, () => {
      const row = ROWS.find((one) => one.base === base.name)
      assert.ok(row)
      for (const name of strategiesOf(base)) {
        const strategy = parseStrategy(name)
        if (strategy.kind === 'strategy-error') assert.fail(strategy.message)
        const record = trial(name)
        assert.deepEqual(
          byLayer(record),
          expectedWaits(row, overTls(base).security, withImplied(strategy.modifiers)),
          name,
        )
        // RTT 1 s, no rate, no loss, no think time: each wait is a second and nothing else is.
        const waits = record.waits.reduce((sum, count) => sum + count, 0)
        assert.equal(record.lastedUs, waits * 1_000_000, name)
        // What is restored comes behind being ready.
        const { data = 0 } = byLayer(record)
        assert.equal(record.milestonesUs.ready, (waits - data) * 1_000_000, name)
        assert.equal(record.figures.packets.retransmitted, 0, name)
      }
    })
  }
})
