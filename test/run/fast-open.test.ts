import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { FastOpenFault } from '../../src/run/conditions.ts'
import { prepareCell } from '../../src/run/prepare.ts'
import { TrialRunner } from '../../src/run/trial.ts'
import { milliseconds } from '../../src/units.ts'
import { shippedProfile, specOf } from './spec.ts'

const PROFILE = shippedProfile('ideal', { rtt: milliseconds(100) })
const FAST_OPEN = 'fast-resume-direct+pipelined+tfo'

const readyMs = (strategy: string, fastOpenFault?: FastOpenFault): number => {
  const spec = specOf(strategy, { profiles: [PROFILE], fastOpenFault })
  const record = new TrialRunner().run(prepareCell(spec, 0), 0)
  return (record.milestonesUs.ready ?? Number.NaN) / 1000
}

describe('Fast Open on an RTT of 100 ms', () => {
  it('saves one of three round trips when nothing is in its way', () => {
    assert.equal(readyMs('fast-resume-direct+pipelined'), 300)
    assert.equal(readyMs(FAST_OPEN), 200)
  })

  for (const fault of ['option-stripped', 'payload-stripped', 'stale'] as const) {
    it(`costs nothing but the saving when ${fault}: the data is sent again behind the handshake`, () => {
      assert.equal(readyMs(FAST_OPEN, fault), 300)
    })
  }

  it('costs a SYN timeout when its SYN is dropped, then connects without it', () => {
    const ms = readyMs(FAST_OPEN, 'syn-dropped')
    // The bare SYN follows after 1 s, at most 36 ms later by the timer wheel; then 3 round trips.
    assert.ok(ms >= 1300 && ms <= 1336, String(ms))
  })
})
