import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Random } from '../../src/random.ts'
import { EJABBERD } from '../../src/servers/ejabberd.ts'
import { IDEAL_SERVER } from '../../src/servers/ideal.ts'
import { PROSODY } from '../../src/servers/prosody/prosody.ts'
import { ON_THE_WAY } from '../../src/storm/accept-queue.ts'
import { cellsOf } from '../../src/storm/cells.ts'
import { loginCost } from '../../src/storm/costs.ts'
import { Due } from '../../src/storm/due.ts'
import { StormHost } from '../../src/storm/host.ts'
import { firstReturn } from '../../src/storm/returns.ts'
import { Roll } from '../../src/storm/roll.ts'
import type { HostSettings } from '../../src/storm/spec.ts'
import { isLastSyn, pauseAfter } from '../../src/storm/syn-timer.ts'
import { TimeSeries } from '../../src/storm/time-series.ts'
import { parseStrategy } from '../../src/strategies/registry.ts'
import { LINUX } from '../../src/tcp/settings.ts'
import { type Duration, type Instant, instant, milliseconds, seconds } from '../../src/units.ts'
import { NO_LIMITS, policy } from './storms.ts'

describe('what is due', () => {
  it('comes in the order of times, of equal ones the lower number first, whatever was put off', () => {
    const entry = fc.tuple(fc.integer({ min: 0, max: 19 }), fc.integer({ min: -1, max: 9 }))
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 80 }), (entries) => {
        const due = new Due(20)
        const known = new Map<number, number>()
        for (const [client, time] of entries) {
          if (time < 0) {
            due.clear(client)
            known.delete(client)
          } else {
            due.set(client, instant(milliseconds(time)))
            known.set(client, time)
          }
        }
        const expected = [...known].toSorted(([a, s], [b, t]) => s - t || a - b)
        const taken = expected.map(() => {
          const first = due.first() ?? -1
          due.clear(first)
          return first
        })
        assert.deepEqual(
          taken,
          expected.map(([client]) => client),
        )
        assert.deepEqual([due.first(), due.next()], [undefined, undefined])
      }),
    )
  })
})

describe('cells', () => {
  it('have as many clients each, and as many of each part of the mix, to the client', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(fc.nat(60), weights, fc.integer({ min: 1, max: 20 }), (clients, mix, cells) => {
        const whole = mix.reduce((sum, weight) => sum + weight, 0)
        const part = { strategy: 'fast-resume-direct', policy: policy('modern') } as const
        const roll = new Roll(
          clients,
          mix.map((weight) => ({ ...part, share: weight / whole })),
        )
        const spread = (counted: (client: number) => boolean): number => {
          const counts = Array(cells).fill(0)
          cellsOf(roll, cells).forEach((cell, client) => {
            if (counted(client)) counts[cell] += 1
          })
          return Math.max(...counts) - Math.min(...counts)
        }
        assert.ok(spread(() => true) <= 1)
        for (const index of mix.keys()) assert.ok(spread((one) => roll.partOf(one) === index) <= 1)
      }),
      {
        examples: [
          [3, [1], 3],
          [20, [1], 20],
        ],
      },
    )
  })
})

describe('SYNs that are dropped', () => {
  it('are sent again as Linux sends them', () => {
    const sent = [0]
    for (let dropped = 1; !isLastSyn(dropped, LINUX); dropped += 1) {
      sent.push((sent.at(-1) ?? 0) + pauseAfter(dropped, LINUX) / 1e9)
    }
    // Four timeouts do not double (tcp_syn_linear_timeouts), six do (tcp_syn_retries).
    assert.deepEqual(sent, [0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67])
  })
})

/** A login takes 10 ms. */
const host = (settings: Partial<HostSettings>) =>
  new StormHost({
    settings: { ...NO_LIMITS, ...settings },
    upAt: at(0),
    meanLogin: milliseconds(10),
    series: new TimeSeries(),
  })

const at = (ms: number): Instant => instant(milliseconds(ms))
const MS = 1_000_000

describe('a host', () => {
  it('works first come, first served, on whichever core is free first', () => {
    const two = host({ cores: 2 })
    const begins = [0, 0, 1, 2].map((ms) => {
      const from = two.free(at(ms))
      two.work(at(ms), from, 10 * MS)
      return from / MS
    })
    // The third waits for the first core (10 ms), the fourth for the second.
    assert.deepEqual(begins, [0, 0, 10, 10])
  })

  /** Its first work comes. */
  const comes = (to: StormHost, ms: number, expected = 0) => {
    const joined = to.join(at(ms), expected)
    if (joined === 'joined') to.work(at(ms), to.free(at(ms)), 10 * MS)
    return joined
  }

  it('turns away who finds its accept queue full, and nobody else', () => {
    const small = host({ cores: 1, backlog: 1 })
    for (let client = 0; client < 5; client += 1) {
      assert.equal(small.knock(at(0), 0), 'admitted')
      small.letIn(at(0), 0)
    }
    // One at work, two in the queue: Linux calls one full that holds more than its backlog.
    const joined = [1, 1, 1, 1].map((ms) => comes(small, ms))
    assert.deepEqual(joined, ['joined', 'joined', 'joined', 'turned-away'])
    // The second is begun with at 11 ms.
    assert.equal(comes(small, 11), 'joined')
  })

  it('drops a SYN that arrives while its accept queue is full', () => {
    const full = host({ cores: 1, backlog: 1 })
    for (let client = 0; client < 3; client += 1) {
      full.letIn(at(0), 0)
      comes(full, 0)
    }
    assert.equal(full.knock(at(9), 0), 'dropped')
    // The second is begun with at 10 ms, when this one arrives.
    assert.equal(full.knock(at(9), 2 * MS), 'admitted')
    assert.equal(full.knock(at(10), 0), 'admitted')
  })

  it('counts who is on the way where the queue is in use, until they are late', () => {
    const used = host({ cores: 1, backlog: 2 })
    for (let client = 0; client < 3; client += 1) {
      used.letIn(at(0), 0)
      comes(used, 0)
    }
    // One at work until 10 ms, two in the queue, and room for one who joins at 6 ms.
    assert.equal(used.knock(at(0), 4 * MS), 'admitted')
    const expected = used.letIn(at(0), 4 * MS)
    assert.equal(expected, 6 * MS)
    assert.equal(used.knock(at(1), 4 * MS), 'dropped')
    // Who joins at 5.5 ms comes before it.
    assert.equal(used.knock(at(1), 3 * MS), 'admitted')
    // It is not there at 7 ms: nobody knows when it will be.
    assert.equal(used.knock(at(7), 0), 'admitted')
    assert.equal(comes(used, 8, expected), 'joined')
    assert.equal(used.knock(at(8), 0), 'dropped')
  })

  it('lets in no more than memory has room for, however idle it is', () => {
    const idle = host({ cores: 1, backlog: 1 })
    const expected = Array.from({ length: ON_THE_WAY + 1 }, () => idle.letIn(at(0), 100 * MS))
    assert.equal(idle.knock(at(0), 100 * MS), 'dropped')
    idle.gone(at(200), { progress: 'on-the-way', expected: expected[0] })
    assert.equal(idle.knock(at(200), 100 * MS), 'admitted')
  })

  it('drops SYNs beyond what may come in a second, and resets connections beyond its limit', () => {
    const limited = host({ connectRate: 2, connections: 1 })
    // Who has not arrived is none of them.
    limited.letIn(at(0), 0)
    assert.equal(limited.arrive(at(0)), 'admitted')
    assert.equal(limited.arrive(at(0)), 'refused')
    assert.equal(limited.arrive(at(0)), 'dropped')
    assert.equal(limited.arrive(at(499)), 'dropped')
    limited.gone(at(499), { progress: 'on-the-way', expected: 0 })
    limited.gone(at(499), { progress: 'half-open', expected: 0 })
    assert.equal(limited.arrive(at(500)), 'admitted')
  })

  it('drops SYNs beyond its half-open connections, where it has no cookies', () => {
    const bounded = host({ synBacklog: 1 })
    assert.equal(bounded.arrive(at(0)), 'admitted')
    assert.equal(bounded.arrive(at(0)), 'dropped')
    bounded.established()
    assert.equal(bounded.arrive(at(0)), 'admitted')
  })
})

describe('a login', () => {
  const cost = (name: string, changes: Partial<Parameters<typeof loginCost>[1]> = {}) => {
    const strategy = parseStrategy(name)
    if (strategy.kind === 'strategy-error') throw new Error(strategy.message)
    const usual = { server: PROSODY, certificate: 'ecdsa-p384', passwords: 'hashed' } as const
    return loginCost(strategy, { ...usual, tickets: 'kept', ...changes })?.whole
  }

  it('costs what was measured of its kind', () => {
    assert.deepEqual(
      [
        'legacy-resume-direct',
        'sasl2-resume-direct',
        'fast-resume-direct',
        'legacy-direct+plain',
      ].map((name) => [cost(name), cost(name, { server: EJABBERD })]),
      [
        [6_350_000, 4_600_000],
        [6_700_000, 4_000_000],
        [6_400_000, 3_350_000],
        [10_500_000, 17_500_000],
      ],
    )
  })

  it('costs a signature with RSA more, unless it is resumed', () => {
    // 1431 − 448 µs; 438 − 448 µs.
    assert.equal(cost('fast-resume-direct', { certificate: 'rsa-rsa' }), 7_383_000)
    assert.equal(cost('fast-resume-direct+tls-resumed', { certificate: 'rsa-rsa' }), 6_390_000)
  })

  it('costs hashing where passwords are kept, and by SCRAM alone', () => {
    assert.equal(cost('legacy-resume-direct', { passwords: 'plain' }), 9_640_000)
    assert.equal(cost('fast-resume-direct', { passwords: 'plain' }), 6_400_000)
  })

  it('costs what nobody knows elsewhere, and by other mechanisms', () => {
    assert.equal(cost('fast-resume-direct', { server: IDEAL_SERVER }), undefined)
    assert.equal(cost('legacy-direct+external'), undefined)
  })
})

describe('a first return', () => {
  const random = Random.seeded('client')
  const first = (name: string, kind: 'server-restart' | 'cell-outage') =>
    firstReturn({ kind, lasts: seconds(60) }, policy(name), random)

  it('after a restart is at once, or counts as a failure', () => {
    assert.deepEqual(first('conversations', 'server-restart'), { begins: 0, failures: 0 })
    // slixmpp: 0 s is the first of its delays.
    assert.deepEqual(first('slixmpp', 'server-restart'), { begins: 0, failures: 1 })
  })

  it('after an outage is when the client has found out', () => {
    // Conversations asks when the network changes, and gives the answer 30 s.
    assert.deepEqual(first('conversations', 'cell-outage'), { begins: 90e9, failures: 0 })
    // Fluux asks, too, for 10 s, and calls no answer a failure: 1 s more, without closing anything first.
    assert.deepEqual(first('fluux', 'cell-outage'), { begins: 71e9, failures: 1 })
    // xmpp.js by itself within 30 s, gives the answer 60 s, closes for 4 s, and comes 1 s after that.
    const alone = Math.round((60 + random.fork('storm').unit() * 30 + 60 + 4 + 1) * 1e9)
    assert.deepEqual(first('xmpp.js', 'cell-outage'), { begins: alone, failures: 1 })
    // QXmpp finds out when it asks next, gives the answer 20 s, and comes 1 s after that.
    const asks = Math.round((60 + random.fork('storm').unit() * 60 + 20 + 1) * 1e9)
    assert.deepEqual(first('qxmpp', 'cell-outage'), { begins: asks, failures: 0 })
    // Siskin without a push: no question, and no ear for the network.
    assert.deepEqual(first('siskin-push', 'cell-outage'), { begins: 'unnoticed', failures: 0 })
  })
})

describe('a series', () => {
  it('keeps its sums when its steps grow', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 600_000 }), { maxLength: 60 }), (times) => {
        const series = new TimeSeries()
        for (const ms of times) {
          series.back(at(ms))
          series.worked(at(ms), 70 * MS)
        }
        const steps = series.steps()
        const sum = (of: (step: (typeof steps)[number]) => number) =>
          steps.reduce((all, step) => all + of(step), 0)
        assert.equal(
          sum(({ back }) => back),
          times.length,
        )
        assert.equal(Math.round(sum(({ busy }) => busy)), times.length * 70 * MS)
        assert.ok(steps.length <= 256)
        assert.ok((series.step as Duration) * steps.length >= Math.max(0, ...times) * MS)
      }),
    )
  })
})
