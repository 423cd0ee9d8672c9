/** Lives as trials: what a scenario adds to a cell, and what it must leave as it is. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadPolicy } from '../../src/files/policies.ts'
import { loadScenario } from '../../src/files/scenarios.ts'
import { accepted } from '../../src/json/input-error.ts'
import type { Notice } from '../../src/policy/policy.ts'
import { CellRecorder } from '../../src/record/cell-recorder.ts'
import { toCell } from '../../src/result/cell.ts'
import { ShareRunner } from '../../src/run/simulated/work.ts'
import type { Course, RunSpec } from '../../src/run/spec.ts'
import { DEFAULT_TCP } from '../../src/run/tcp-choice.ts'
import type { Scenario } from '../../src/scenario/scenario.ts'
import { IDEAL_SERVER } from '../../src/servers/ideal.ts'
import { PROSODY } from '../../src/servers/prosody/prosody.ts'
import { type Bytes, bytes, type Duration, milliseconds, seconds, ZERO } from '../../src/units.ts'
import { fixed } from '../scenario/fixed.ts'
import { livesOf } from './lives.ts'
import { shippedProfile, specOf } from './spec.ts'

const NOBODY_WRITES = { kind: 'at', times: [] } as const

const NOTHING_HAPPENS: Scenario = {
  name: 'nothing',
  summary: 'nothing happens',
  events: [],
  messages: { up: NOBODY_WRITES, down: NOBODY_WRITES, late: seconds(10) },
  calm: ZERO,
}

/** Another address after 20 s, and a reset after 60 s. */
const TWO_ADDRESSES: Scenario = {
  ...NOTHING_HAPPENS,
  events: [
    {
      begins: { from: 'start', after: fixed(seconds(20)) },
      what: {
        kind: 'address-change',
        lasts: fixed(seconds(1)),
        told: { kind: 'after', after: seconds(1) },
        profile: undefined,
      },
      again: undefined,
    },
    {
      begins: { from: 'start', after: fixed(seconds(60)) },
      what: { kind: 'forgotten', by: 'reset' },
      again: undefined,
    },
  ],
  calm: seconds(60),
}

const course = (scenario: Scenario, policy: string): Course => ({
  scenario,
  policy: accepted(loadPolicy(policy, 'policy')).policy,
  profiles: {},
})

const shipped = (name: string): Scenario => accepted(loadScenario(name, 'scenario')).scenario

const cellOf = (spec: RunSpec) => {
  const recorder = new CellRecorder()
  const share = { cell: 0, from: 0, to: spec.trials }
  recorder.merge(new ShareRunner(spec).run(share))
  const { strategies, profiles } = spec
  const name = { strategy: String(strategies[0]), profile: profiles[0]?.name ?? '', server: null }
  return toCell(name, recorder.toStats(), spec.timeoutMs)
}

describe('a life in which nothing happens', () => {
  for (const strategy of ['legacy-resume-starttls', 'fast-resume-direct+pipelined+tfo']) {
    it(`is the plain trial in every field: ${strategy}`, () => {
      const changes = {
        trials: 60,
        servers: [PROSODY],
        profiles: [shippedProfile('edge_industry')],
      }
      const plain = cellOf(specOf(strategy, changes))
      const { episodes, messages, ...lived } = cellOf(
        specOf(strategy, { ...changes, courses: [course(NOTHING_HAPPENS, 'monal')] }),
      )
      assert.deepEqual(lived, plain)
      assert.equal(episodes?.count, 0)
      assert.equal(messages?.up.sent, 0)
    })
  }
})

describe('a tunnel', () => {
  const spec = specOf('fast-resume-direct+pipelined', {
    trials: 20,
    timeoutMs: 300_000,
    servers: [PROSODY],
    profiles: [shippedProfile('lte_driving')],
    courses: [course(shipped('tunnel'), 'modern')],
  })

  it('is one episode, whose parts add up to the time from the return of the network', () => {
    for (const { episodes } of livesOf(spec)) {
      assert.equal(episodes.length, 1)
      const recovery = episodes[0]?.recovery
      assert.ok(recovery !== undefined)
      const parts = Object.values(recovery.partsUs)
      assert.ok(parts.every((part) => part >= 0))
      assert.equal(
        parts.reduce((sum, part) => sum + part, 0),
        recovery.recoveredUs,
      )
      assert.equal(recovery.readySinceBrokeUs, recovery.readySinceBackUs + 60e6)
    }
  })

  it('loses no message and doubles none', () => {
    const fates = livesOf(spec).flatMap(({ messages }) => messages.map(({ fate }) => fate))
    assert.ok(fates.length > 100)
    assert.deepEqual([...new Set(fates)], ['once'])
  })

  it('comes to the same however its lives are shared out', () => {
    const whole = new CellRecorder()
    whole.merge(new ShareRunner(spec).run({ cell: 0, from: 0, to: 20 }))
    const parts = new CellRecorder()
    parts.merge(new ShareRunner(spec).run({ cell: 0, from: 7, to: 20 }))
    parts.merge(new ShareRunner(spec).run({ cell: 0, from: 0, to: 7 }))
    assert.deepEqual(parts.toSnapshot(), whole.toSnapshot())
  })
})

describe('a tunnel without stream management', () => {
  it('swallows what was said into it, and nobody hears of it', () => {
    const lives = livesOf(
      specOf('legacy-direct+no-sm', {
        trials: 20,
        timeoutMs: 300_000,
        servers: [PROSODY],
        profiles: [shippedProfile('lte_driving')],
        courses: [course(shipped('tunnel'), 'modern')],
      }),
    )
    for (const direction of ['up', 'down']) {
      const fates = new Set(
        lives.flatMap(({ messages }) =>
          messages.flatMap((one) => (one.direction === direction ? [one.fate] : [])),
        ),
      )
      assert.deepEqual([...fates].sort(), ['once', 'unmanaged'])
    }
  })
})

describe('a middlebox that forgets who is idle', () => {
  const scenario: Scenario = {
    name: 'idle',
    summary: 'nobody writes for ten minutes',
    events: [
      {
        begins: { from: 'start', after: fixed(seconds(15)) },
        what: { kind: 'idle-middlebox', idle: fixed(seconds(120)), by: 'silence' },
        again: undefined,
      },
    ],
    messages: { up: { kind: 'at', times: [seconds(600)] }, down: NOBODY_WRITES, late: seconds(10) },
    calm: seconds(60),
  }
  const episodesBy = (policy: string): number => {
    const [life] = livesOf(
      specOf('fast-resume-direct+pipelined', {
        trials: 1,
        timeoutMs: 300_000,
        servers: [PROSODY],
        profiles: [shippedProfile('lte_good')],
        courses: [course(scenario, policy)],
      }),
    )
    return life?.episodes.length ?? 0
  }

  it('keeps who speaks within that time, and forgets who does not', () => {
    // Dino asks every 60 s; Smack every 30 minutes, and is silent for 120 s.
    assert.equal(episodesBy('dino'), 0)
    assert.equal(episodesBy('smack'), 1)
  })
})

describe('who recovers when', () => {
  it('is told apart by policy, at the same luck', () => {
    const lives = ['xmpp.js', 'slixmpp'].map((policy) =>
      livesOf(
        specOf('legacy-resume-direct', {
          trials: 10,
          timeoutMs: 300_000,
          servers: [PROSODY],
          profiles: [shippedProfile('lte_good')],
          courses: [course(shipped('tunnel'), policy)],
        }),
      ),
    )
    const recovered = lives.map((each) =>
      each.map(({ episodes }) => episodes[0]?.recovery?.recoveredUs ?? seconds(300)),
    )
    assert.notDeepEqual(recovered[0], recovered[1])
    const sent = lives.map((each) => each.map(({ messages }) => messages.length))
    assert.deepEqual(sent[0], sent[1])
  })
})

describe('a server that restarts', () => {
  it('closes what was connected, and refuses attempts until it is back', () => {
    const lives = livesOf(
      specOf('fast-resume-direct+pipelined', {
        trials: 10,
        timeoutMs: 300_000,
        servers: [PROSODY],
        profiles: [shippedProfile('lte_good')],
        courses: [course(shipped('server-restart'), 'modern')],
      }),
    )
    for (const { episodes } of lives) {
      const [episode] = episodes
      assert.ok(episode?.recovery !== undefined)
      // Told by the closed socket half a round trip later, and back within the 5 s: in vain.
      assert.ok(Number(episode.detectedUs) < 1e6)
      assert.deepEqual([...episode.failures.keys()], ['connection-refused'])
    }
  })

  it('takes a connection that was begun while it was down, if it is back when the SYN comes', () => {
    const restart: Scenario = {
      ...NOTHING_HAPPENS,
      events: [
        {
          begins: { from: 'start', after: fixed(seconds(20)) },
          what: { kind: 'server-restart', lasts: fixed(milliseconds(1_500)), sessions: 'kept' },
          again: undefined,
        },
      ],
      calm: seconds(60),
    }
    // It knows of its end half a round trip later, after 1 s, and its SYN is there a second behind that.
    const profile = shippedProfile('ideal', { rtt: seconds(2) })
    const [life] = livesOf(
      specOf('legacy-direct', {
        profiles: [profile],
        courses: [course(restart, 'modern')],
      }),
    )
    const [episode] = life?.episodes ?? []
    assert.deepEqual([episode?.attempts, episode?.failures.size], [1, 0])
  })
})

describe('a middlebox that forgets who is idle', () => {
  const between = (idle: number, outage: readonly [from: number, lasts: number]): Scenario => ({
    ...NOTHING_HAPPENS,
    events: [
      {
        begins: { from: 'start', after: fixed(seconds(1)) },
        what: { kind: 'idle-middlebox', idle: fixed(seconds(idle)), by: 'silence' },
        again: undefined,
      },
      {
        begins: { from: 'start', after: fixed(seconds(outage[0])) },
        what: {
          kind: 'outage',
          lasts: fixed(seconds(outage[1])),
          told: { kind: 'after', after: seconds(1) },
        },
        again: undefined,
      },
    ],
    calm: seconds(200),
  })
  const episodesOf = (scenario: Scenario, policy: string) =>
    livesOf(
      specOf('fast-resume-direct', {
        profiles: [shippedProfile('ideal', { rtt: milliseconds(100) })],
        timeoutMs: 300_000,
        courses: [course(scenario, policy)],
      }),
    )[0]?.episodes ?? []

  it('never knew an attempt of which no packet came by, and has nothing to forget', () => {
    // 60 s without a network: somebody asks in vain, and tries again and again.
    const episodes = episodesOf(between(100, [20, 60]), 'modern')
    assert.deepEqual(
      episodes.map(({ recovery }) => recovery?.manner),
      ['resumed'],
    )
    assert.ok((episodes[0]?.attempts ?? 0) > 1)
  })

  it('sees none of what is lost before it, and forgets who says it', () => {
    const writes: Scenario = {
      ...between(60, [20, 80]),
      messages: {
        up: { kind: 'at', times: [seconds(60)] },
        down: NOBODY_WRITES,
        late: seconds(10),
      },
    }
    // What is sent again and again from 60 s on comes by at 100 s, 99 s behind what came by before.
    const [episode] = episodesOf(writes, 'libstrophe')
    assert.equal(episode?.recovery, undefined)
  })
})

describe('TCP’s own ways of noticing', () => {
  const FORGOTTEN_AT_600_S: Scenario = {
    ...NOTHING_HAPPENS,
    events: [
      {
        begins: { from: 'start', after: fixed(seconds(600)) },
        what: { kind: 'forgotten', by: 'silence' },
        again: undefined,
      },
    ],
    messages: { up: { kind: 'at', times: [seconds(700)] }, down: NOBODY_WRITES, late: seconds(10) },
  }

  const waitingFor = (changes: Partial<Notice>) => {
    const { policy } = accepted(loadPolicy('modern', 'policy'))
    const none = { kind: 'none' } as const
    const quiet = { probe: none, request: none, networkChange: none, wake: none }
    const notice = { ...policy.notice, ...quiet, ...changes }
    return livesOf(
      specOf('fast-resume-direct+pipelined', {
        trials: 5,
        timeoutMs: 2_000_000,
        servers: [PROSODY],
        profiles: [shippedProfile('lte_good')],
        courses: [{ ...course(FORGOTTEN_AT_600_S, 'modern'), policy: { ...policy, notice } }],
      }),
    ).map(({ episodes }) => Number(episodes[0]?.detectedUs) / 1e6)
  }

  it('are as a policy sets them: a user timeout, and keep-alive', () => {
    // The connection is dead from 600 s on, and the client writes at 700 s. Its first repetition by
    // the RTO comes a second or so later.
    for (const detected of waitingFor({ userTimeout: { kind: 'after', after: seconds(20) } })) {
      assert.ok(detected > 120 && detected < 123, `${detected}`)
    }
    // Asks before it writes: from a minute after the last segment on, at 30 s from each other.
    const keepAlive = { idle: seconds(60), interval: seconds(10), probes: 3 }
    for (const detected of waitingFor({ keepAlive: { kind: 'probes', ...keepAlive } })) {
      assert.ok(detected > 30 && detected < 95, `${detected}`)
    }
  })
})

describe('a Fast Open cookie', () => {
  it('is of no use from another address: the SYN’s data is sent again, and a new one comes', () => {
    const recoveries = ['fast-resume-direct+pipelined', 'fast-resume-direct+pipelined+tfo'].map(
      (strategy) =>
        livesOf(
          specOf(strategy, {
            timeoutMs: 300_000,
            tcp: { ...DEFAULT_TCP, timers: 'ideal' },
            courses: [course(TWO_ADDRESSES, 'modern')],
          }),
        )[0]?.episodes.map(({ recovery }) => recovery?.partsUs.handshake),
    )
    // RTT 1 s. Without a cookie three round trips each time. With one that is stale it is the same;
    // the second time the one that came then saves a round trip.
    assert.deepEqual(recoveries, [
      [3_000_000, 3_000_000],
      [3_000_000, 2_000_000],
    ])
  })
})

describe('a TLS ticket', () => {
  const { tls } = IDEAL_SERVER

  it('is offered for as long as the server has said, and then the handshake is a full one', () => {
    // Gone at 20 s, with a ticket of a minute before the life or of its beginning; and at 600 s,
    // with one of some 20 s.
    const apart: Scenario = {
      ...TWO_ADDRESSES,
      events: TWO_ADDRESSES.events.map((event, index) =>
        index === 0 ? event : { ...event, begins: { from: 'start', after: fixed(seconds(600)) } },
      ),
    }
    const octetsDown = (ticketLifetime: Duration) =>
      livesOf(
        specOf('sasl2-resume-direct+tls-resumed', {
          timeoutMs: 300_000,
          servers: [
            { ...IDEAL_SERVER, tls: { ...tls, direct: { ...tls.direct, ticketLifetime } } },
          ],
          courses: [course(apart, 'modern')],
        }),
      )[0]?.episodes.map(({ linkBytes }) => linkBytes.down) ?? []
    const [soon = 0, later = 0] = octetsDown(seconds(7200))
    const [soonToo, tooLate = 0] = octetsDown(seconds(300))
    assert.equal(soonToo, soon)
    // A certificate chain more.
    assert.ok(tooLate > later + 1500, `${tooLate} ${later}`)
  })
})

describe('a token that is replaced each time it is used', () => {
  const server = {
    ...IDEAL_SERVER,
    xmpp: { ...IDEAL_SERVER.xmpp, fast: { ...IDEAL_SERVER.xmpp.fast, rotationSeconds: 0 } },
  }
  const brokenAt = (moment: number): Scenario => ({
    ...NOTHING_HAPPENS,
    events: [
      {
        begins: { from: 'start', after: fixed(milliseconds(moment)) },
        what: {
          kind: 'outage',
          lasts: fixed(seconds(20)),
          told: { kind: 'after', after: seconds(1) },
        },
        again: undefined,
      },
    ],
    calm: seconds(60),
  })

  it('is good until the new one has come, whenever the network breaks', () => {
    // RTT 1 s: TCP, TLS and FAST take until 3 s. What the client says at 2 s reaches the server at 2.5 s,
    // which issues the next token; in a network that has broken between the two it never comes to
    // the client. With the token that it has it takes as long again; a refused one would cost two
    // round trips of SCRAM more.
    for (const moment of [1_900, 2_100, 2_400]) {
      const [life] = livesOf(
        specOf('fast-resume-direct+pipelined', {
          timeoutMs: 300_000,
          tcp: { ...DEFAULT_TCP, timers: 'ideal' },
          servers: [server],
          courses: [course(brokenAt(moment), 'monal')],
        }),
      )
      const recovery = life?.episodes[0]?.recovery
      assert.equal(recovery?.manner, 'resumed')
      assert.equal(recovery.partsUs.handshake, 3_000_000)
    }
  })
})

describe('a device in another network', () => {
  it('agrees with its server on the segments that fit there', () => {
    const bytesDown = (mtu: Bytes) => {
      const scenario: Scenario = {
        ...NOTHING_HAPPENS,
        events: [
          {
            begins: { from: 'start', after: fixed(seconds(60)) },
            what: {
              kind: 'address-change',
              lasts: fixed(seconds(1)),
              told: { kind: 'after', after: ZERO },
              profile: 'other',
            },
            again: undefined,
          },
        ],
      }
      const changes = {
        servers: [PROSODY],
        tcp: { ...DEFAULT_TCP, timers: 'ideal' as const },
        courses: [
          { ...course(scenario, 'modern'), profiles: { other: shippedProfile('ideal', { mtu }) } },
        ],
      }
      const [life] = livesOf(specOf('legacy-direct', changes))
      assert.equal(life?.episodes[0]?.recovery?.manner, 'bound')
      return life.episodes[0].linkBytes.down
    }
    const more = bytesDown(bytes(296)) - bytesDown(bytes(1500))
    // The same octets in more segments, of 52 octets of headers each, and as many more for what only
    // acknowledges.
    assert.ok(more > 0)
    assert.equal(more % 52, 0)
  })
})
