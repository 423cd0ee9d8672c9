/**
 * A tunnel where the server's IPv6 address is dead, on a link that loses nothing (RTT 1 s, hosts,
 * client and server that take no time), by hand.
 *
 * The tunnel lasts from 18.5 s to 78.5 s. A client that is online pings after 5 s of silence and holds
 * its connection for dead when 4 s have brought no answer; then it tries at once, and 2 s after each
 * failure.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Limits, Policy } from '../../src/policy/policy.ts'
import { DEFAULT_TCP } from '../../src/run/tcp-choice.ts'
import type { Scenario } from '../../src/scenario/scenario.ts'
import { milliseconds, seconds } from '../../src/units.ts'
import { PINGING } from '../policy/quiet.ts'
import { livesOf } from '../run/lives.ts'
import { specOf } from '../run/spec.ts'
import { fixed } from '../scenario/fixed.ts'

const TUNNEL: Scenario = {
  name: 'tunnel-by-hand',
  summary: 'from 18.5 s to 78.5 s; the system does not tell of it',
  events: [
    {
      begins: { from: 'start', after: fixed(milliseconds(18_500)) },
      what: { kind: 'outage', lasts: fixed(seconds(60)), told: { kind: 'nothing' } },
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

const policyOf = (limits: Limits): Policy => ({
  name: 'by-hand',
  summary: 'pings after 5 s',
  notice: PINGING,
  comeBack: {
    kind: 'tries',
    first: 'at-once',
    backOff: { kind: 'steps', steps: [{ delay: { from: seconds(2), to: seconds(2) }, times: 1 }] },
    countedFrom: 'end',
    networkChange: 'goes-on',
    attempts: undefined,
  },
  limits,
})

const recoveryBy = (limits: Limits, connectTimeout: number, modifier = 'v6-broken') => {
  const [life] = livesOf(
    specOf(`fast-resume-direct+pipelined+${modifier}`, {
      timeoutMs: 300_000,
      tcp: { ...DEFAULT_TCP, timers: 'ideal', connectTimeout: seconds(connectTimeout) },
      courses: [{ scenario: TUNNEL, policy: policyOf(limits), profiles: {} }],
    }),
  )
  const [episode, ...others] = life?.episodes ?? []
  assert.equal(others.length, 0)
  return {
    detectedUs: episode?.detectedUs,
    attempts: episode?.attempts,
    recoveredUs: episode?.recovery?.recoveredUs,
  }
}

describe('time to recovered where an address is dead', () => {
  it('a connect timeout for each address', () => {
    // The first attempt, with the run's own 2 s: ready at 5 s. Pings at 10, 16 and 22 s; dead at 26 s.
    // 7 s for IPv6 and 7 s for IPv4: 26–40, 42–56, 58–72; from 74 s, IPv4 at 81 s, ready at 84 s,
    // delivered at 84.5 s.
    const limits: Limits = { connect: seconds(7), connectPer: 'address', login: undefined }
    assert.deepEqual(recoveryBy(limits, 2), {
      detectedUs: 7_500_000,
      attempts: 4,
      recoveredUs: 6_000_000,
    })
  })

  it('a limit for all of them together, which both have room in', () => {
    // 2 s for either address: attempts of 4 s at 26, 32 … 74, and at 80 s: IPv4 at 82 s, ready at
    // 85 s, delivered at 85.5 s.
    const limits: Limits = { connect: seconds(7), login: undefined }
    assert.deepEqual(recoveryBy(limits, 2), {
      detectedUs: 7_500_000,
      attempts: 10,
      recoveredUs: 7_000_000,
    })
  })

  it('a limit that the dead address eats up: it never gets back', () => {
    // 15 s for IPv6 in the first attempt: ready at 18 s. From then on 7 s are over before IPv4 is tried.
    const { recoveredUs } = recoveryBy({ connect: seconds(7), login: undefined }, 15)
    assert.equal(recoveredUs, undefined)
  })

  it('a race: no time is lost to it but 250 ms', () => {
    // Ready at 3.25 s; pings at 8.25 s, 14.25 s and 20.25 s; dead at 24.25 s. Attempts last for 7 s
    // and 250 ms, the second address's time: 24.25–31.5, 33.5–40.75, 42.75–50, 52–59.25, 61.25–68.5,
    // 70.5–77.75, and 79.75 s: IPv4 at 80 s, ready at 83 s, delivered at 83.5 s.
    const limits: Limits = { connect: seconds(7), connectPer: 'address', login: undefined }
    assert.deepEqual(recoveryBy(limits, 15, 'v6-broken+happy-eyeballs'), {
      detectedUs: 5_750_000,
      attempts: 7,
      recoveredUs: 5_000_000,
    })
  })
})
