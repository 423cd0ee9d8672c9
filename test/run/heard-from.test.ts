/** A client that asks, and hears something else than the answer. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DEFAULT_TCP } from '../../src/run/tcp-choice.ts'
import type { Scenario } from '../../src/scenario/scenario.ts'
import { milliseconds, seconds } from '../../src/units.ts'
import { QUIET } from '../policy/quiet.ts'
import { fixed } from '../scenario/fixed.ts'
import { livesOf } from './lives.ts'
import { shippedProfile, specOf } from './spec.ts'

/** Nothing passes for a while in which the client asks; then a message is the first to come. */
const scenario: Scenario = {
  name: 'outage',
  summary: 'nothing passes',
  events: [
    {
      begins: { from: 'start', after: fixed(milliseconds(30_500)) },
      what: { kind: 'outage', lasts: fixed(milliseconds(11_500)), told: { kind: 'nothing' } },
      again: undefined,
    },
  ],
  messages: {
    up: { kind: 'at', times: [] },
    down: { kind: 'at', times: [seconds(33), seconds(44)] },
    late: seconds(10),
  },
  calm: seconds(20),
}

const PROBE = {
  kind: 'ping',
  when: 'silent',
  after: seconds(30),
  timeout: seconds(15),
  misses: 1,
} as const

const mannersOf = (satisfiedBy: 'answer' | 'anything') => {
  const policy = {
    name: 'asks',
    summary: 'asks after 30 s, and waits for 15 s',
    notice: {
      ...QUIET,
      probe: { ...PROBE, satisfiedBy },
    },
    comeBack: { kind: 'never' } as const,
    limits: { connect: undefined, login: undefined },
  }
  const [life] = livesOf(
    specOf('legacy-resume-direct', {
      tcp: { ...DEFAULT_TCP, timers: 'ideal' },
      profiles: [shippedProfile('ideal', { rtt: milliseconds(100) })],
      courses: [{ scenario, policy, profiles: {} }],
    }),
  )
  return life?.episodes.map(({ recovery }) => recovery?.manner)
}

describe('a client that has asked, and hears something else', () => {
  it('keeps its connection where anything satisfies it', () => {
    assert.deepEqual(mannersOf('anything'), ['survived'])
  })

  it('holds it for dead where only the answer does', () => {
    assert.deepEqual(mannersOf('answer'), [undefined])
  })
})
