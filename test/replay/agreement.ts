/** Whether trials over a recording come to what they come to in full, cell by cell. */
import assert from 'node:assert/strict'
import { Preparation } from '../../src/run/simulated/prepare.ts'
import { recorded } from '../../src/run/simulated/recorded.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import type { ServerModel } from '../../src/servers/model.ts'
import { bytes, milliseconds } from '../../src/units.ts'
import { shippedProfile, specOf } from '../run/spec.ts'

/** On which what was written at once arrives apart, late, or not at all. */
export const LINKS = [
  shippedProfile('umts_driving', { loss: 0.05 }),
  shippedProfile('cell_bufferbloat', { jitter: milliseconds(20) }),
  shippedProfile('wifi_cafe_flaky', {
    outage: [{ start: milliseconds(400), duration: milliseconds(3_000) }],
  }),
  shippedProfile('lte_good', { mtu: bytes(300) }),
]

export interface Agreement {
  readonly replayed: number
  /** Were run in full, because they left the recording. */
  readonly left: number
}

const runner = new TrialRunner()

/** So many trials on each link; undefined where nothing can be recorded. */
export function agreementOf(
  strategy: string,
  server: ServerModel,
  trials: number,
): Agreement | undefined {
  let replayed = 0
  let left = 0
  const preparation = new Preparation(specOf(strategy, { servers: [server], profiles: LINKS }))
  // What is said does not depend on the link.
  const recording = recorded(preparation.cell(0))
  if (recording === undefined) return undefined
  for (const [index, { name }] of LINKS.entries()) {
    const cell = preparation.cell(index)
    for (let trial = 0; trial < trials; trial += 1) {
      const record = runner.replay(cell, recording, trial)
      if (record === undefined) {
        left += 1
        continue
      }
      replayed += 1
      const what = `${strategy} at ${server.name} on ${name}, trial ${trial}`
      assert.deepEqual(record, runner.run(cell, trial), what)
    }
  }
  return { replayed, left }
}
