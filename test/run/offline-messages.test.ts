/** Messages that wait at the server for a session without stream management are on their way, then come. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadPolicy } from '../../src/files/policies.ts'
import { accepted } from '../../src/json/input-error.ts'
import { DEFAULT_TCP } from '../../src/run/tcp-choice.ts'
import type { Scenario, ScenarioEvent } from '../../src/scenario/scenario.ts'
import { type Duration, microseconds, milliseconds, seconds, sum } from '../../src/units.ts'
import { fixed } from '../scenario/fixed.ts'
import { livesOf } from './lives.ts'
import { shippedProfile, specOf } from './spec.ts'

const RTT = milliseconds(100)
const BACK = seconds(35)

const restart: ScenarioEvent = {
  begins: { from: 'start', after: fixed(seconds(30)) },
  what: { kind: 'server-restart', lasts: fixed(seconds(5)), sessions: 'kept' },
  again: undefined,
}

/** Two messages come for a client while its server is down. */
const livedThrough = (events: readonly ScenarioEvent[]) => {
  const scenario: Scenario = {
    name: 'restart',
    summary: 'the server restarts',
    events,
    messages: {
      up: { kind: 'at', times: [] },
      down: { kind: 'at', times: [seconds(32), seconds(33)] },
      late: seconds(10),
    },
    calm: seconds(1),
  }
  const { policy } = accepted(loadPolicy('modern', 'policy'))
  const [life] = livesOf(
    specOf('legacy-starttls+no-sm', {
      tcp: { ...DEFAULT_TCP, timers: 'ideal' },
      profiles: [shippedProfile('ideal', { rtt: RTT })],
      courses: [{ scenario, policy, profiles: {} }],
    }),
  )
  assert.ok(life)
  const recovery = life.episodes[0]?.recovery
  assert.ok(recovery)
  return { recovery, fates: life.messages.map(({ fate }) => fate) }
}

const otherAddress = (after: Duration): ScenarioEvent => ({
  begins: { from: 'start', after: fixed(after) },
  what: {
    kind: 'address-change',
    lasts: fixed(milliseconds(0)),
    told: { kind: 'after', after: milliseconds(100) },
    profile: undefined,
  },
  again: undefined,
})

describe('a client without stream management, for which messages wait', () => {
  it('has recovered when they have come, a round trip behind its presence', () => {
    const { recovery, fates } = livedThrough([restart])
    assert.equal(recovery.recoveredUs - recovery.readySinceBackUs, 100_000)
    assert.deepEqual(fates, ['once', 'once'])
  })

  it('loses those that are on their way to it when its connection dies', () => {
    // Three quarters of a round trip behind its presence: they are on the second half of it.
    const { readySinceBackUs } = livedThrough([restart]).recovery
    const between = microseconds(readySinceBackUs + 75_000)
    const { fates } = livedThrough([restart, otherAddress(sum(BACK, between))])
    assert.deepEqual(fates, ['unmanaged', 'unmanaged'])
  })

  it('leaves them where they are when its presence has not arrived by then', () => {
    const { readySinceBackUs } = livedThrough([restart]).recovery
    const before = microseconds(readySinceBackUs + 25_000)
    const { fates } = livedThrough([restart, otherAddress(sum(BACK, before))])
    assert.deepEqual(fates, ['once', 'once'])
  })
})
