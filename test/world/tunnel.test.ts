/**
 * A tunnel on a link that loses nothing (RTT 1 s, hosts, client and server that take no time, SYNs
 * repeated after 3 s), by hand, for three ways of coming back.
 *
 * Until the tunnel the same for all: the first attempt takes three round trips (TCP, TLS, FAST with
 * the session resumed inline), so the client is ready at 3 s. It pings after 5 s of silence: at 8 s
 * (answered at 9 s), 14 s (15 s), 20 s. The tunnel lasts from 18.5 s to 78.5 s, so the third ping
 * gets no answer within 4 s: at 24 s, 5.5 s after what broke it, the client holds its connection for
 * dead, and tries again at once. A message is written at 50 s, when there is no stream: it is said
 * when the client is ready, and is at the server half a round trip later.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ComeBack, Limits, Policy } from '../../src/policy/policy.ts'
import { DEFAULT_TCP } from '../../src/run/tcp-choice.ts'
import type { Scenario } from '../../src/scenario/scenario.ts'
import { milliseconds, seconds } from '../../src/units.ts'
import { PINGING } from '../policy/quiet.ts'
import { livesOf } from '../run/lives.ts'
import { specOf } from '../run/spec.ts'
import { fixed } from '../scenario/fixed.ts'

const TUNNEL: Scenario = {
  name: 'tunnel-by-hand',
  summary: 'from 18.5 s to 78.5 s; the system tells of it 2 s later',
  events: [
    {
      begins: { from: 'start', after: fixed(milliseconds(18_500)) },
      what: {
        kind: 'outage',
        lasts: fixed(seconds(60)),
        told: { kind: 'after', after: seconds(2) },
      },
      again: undefined,
    },
  ],
  messages: {
    up: { kind: 'at', times: [seconds(50)] },
    down: { kind: 'at', times: [] },
    late: seconds(10),
  },
  calm: seconds(60),
}

const policyOf = (comeBack: ComeBack, limits: Limits): Policy => ({
  name: 'by-hand',
  summary: 'pings after 5 s',
  notice: PINGING,
  comeBack,
  limits,
})

const recoveryBy = (comeBack: ComeBack, limits: Limits) => {
  const policy = policyOf(comeBack, limits)
  const [life] = livesOf(
    specOf('fast-resume-direct+pipelined', {
      timeoutMs: 300_000,
      tcp: { ...DEFAULT_TCP, timers: 'ideal' },
      courses: [{ scenario: TUNNEL, policy, profiles: {} }],
    }),
  )
  const [episode, ...others] = life?.episodes ?? []
  assert.equal(others.length, 0)
  assert.equal(episode?.detectedUs, 5_500_000)
  assert.equal(episode.recovery?.manner, 'resumed')
  return { attempts: episode.attempts, ...episode.recovery }
}

const DELAYS_10 = {
  kind: 'steps',
  steps: [{ delay: { from: seconds(10), to: seconds(10) }, times: 1 }],
} as const

describe('time to recovered after a tunnel', () => {
  it('10 s after each failure: phase of the back-off, handshake, resending', () => {
    // Attempts of 6.5 s, 10 s apart: 24–30.5, 40.5–47, 57–63.5, 73.5–80 (its SYNs at 73.5 and 76.5 are
    // lost, that of 79.5 is answered too late), and 90, ready at 93, delivered at 93.5.
    const { attempts, recoveredUs, readySinceBackUs, partsUs } = recoveryBy(
      {
        kind: 'tries',
        first: 'at-once',
        backOff: DELAYS_10,
        countedFrom: 'end',
        networkChange: 'goes-on',
        attempts: undefined,
      },
      { connect: milliseconds(6_500), login: undefined },
    )
    assert.equal(attempts, 5)
    assert.deepEqual(partsUs, {
      noticing: 0,
      inVain: 1_500_000,
      waiting: 10_000_000,
      handshake: 3_000_000,
      resending: 500_000,
    })
    assert.deepEqual([readySinceBackUs, recoveredUs], [14_500_000, 15_000_000])
  })

  it('1 s doubling to 12 s from the beginning of each attempt, or from its end when that is later', () => {
    // Attempts of 3.5 s that begin at 24, 27.5, 31 (the back-off is over before they are), 35, 43,
    // 55, 67 and 79. Ready at 82, delivered at 82.5.
    const { attempts, recoveredUs, partsUs } = recoveryBy(
      {
        kind: 'tries',
        first: 'at-once',
        backOff: {
          kind: 'exponential',
          first: seconds(1),
          factor: 2,
          atMost: seconds(12),
          leastShare: 1,
        },
        countedFrom: 'beginning',
        networkChange: 'goes-on',
        attempts: undefined,
      },
      { connect: milliseconds(3_500), login: undefined },
    )
    assert.equal(attempts, 8)
    assert.deepEqual(partsUs, {
      noticing: 0,
      inVain: 0,
      waiting: 500_000,
      handshake: 3_000_000,
      resending: 500_000,
    })
    assert.equal(recoveredUs, 4_000_000)
  })

  it('at once when the system tells of the network: how long that takes, and the handshake', () => {
    // 24–30.5 in vain, then it would wait for minutes; at 80.5 it is told: ready at 83.5, delivered
    // at 84.
    const minutes = { delay: { from: seconds(300), to: seconds(300) }, times: 1 }
    const { attempts, recoveredUs, partsUs } = recoveryBy(
      {
        kind: 'tries',
        first: 'at-once',
        backOff: { kind: 'steps', steps: [minutes] },
        countedFrom: 'end',
        networkChange: 'at-once',
        attempts: undefined,
      },
      { connect: milliseconds(6_500), login: undefined },
    )
    assert.equal(attempts, 2)
    assert.deepEqual(partsUs, {
      noticing: 0,
      inVain: 0,
      waiting: 2_000_000,
      handshake: 3_000_000,
      resending: 500_000,
    })
    assert.equal(recoveredUs, 5_500_000)
  })
})
