/** What a client did about what happened, from what the proxy sees: by hand, to the millisecond. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { accepted } from '../../src/json/input-error.ts'
import { parsePolicy } from '../../src/policy/load.ts'
import { likened } from '../../src/run/proxy/episode.ts'
import { type Instant, instant, milliseconds, START } from '../../src/units.ts'
import type { Taken } from '../../src/watch/breaks.ts'
import type { MailCounter } from '../../src/watch/mail-counter.ts'
import { MessageTally } from '../../src/watch/message-tally.ts'
import { numberedMessage } from '../../src/watch/numbered.ts'
import type { VisitEpisode } from '../../src/watch/visit-episode.ts'
import { type Leaving, Visits } from '../../src/watch/visits.ts'

const at = (ms: number): Instant => instant(milliseconds(ms))

const COST = { waits: 4, served: undefined }

const WAITING = {
  ...{
    format: 'xmpp-rtt/policy@1',
    name: 'waiting',
    summary: 'waits for one second, then for two',
  },
  comeBack: { first: 'backs-off', backOff: { steps: ['1s', '2s'] } },
}

/** A client that is connected as #1 and has been told all that it asked for, at 1 s. */
function visited(
  readyBy: 'name' | 'silence' = 'silence',
  mail?: MailCounter,
): {
  readonly visits: Visits
  readonly told: VisitEpisode[]
  /** Another connection. */
  readonly came: (number: number, ms: number) => void
} {
  const told: VisitEpisode[] = []
  const visits = new Visits({
    origin: START,
    readyBy,
    mail,
    told: (episode) => told.push(episode),
  })
  const came = (number: number, ms: number): void => visits.came(number, at(ms), () => COST)
  came(1, 0)
  visits.connected(1)
  visits.said(1, at(100))
  visits.heard(1, at(1_000))
  visits.ready(1, at(1_000))
  return { visits, told, came }
}

/** The same behind an outage from 10 to 12 s, answered at 13.2 s on #2, for which it has let go of #1. */
function answered(readyBy: 'name' | 'silence'): ReturnType<typeof visited> {
  const client = visited(readyBy)
  const { visits, came } = client
  visits.broke(at(10_000))
  visits.mended(at(12_000))
  visits.went(1, at(13_000), 'ended')
  came(2, 13_000)
  visits.said(2, at(13_100))
  visits.heard(2, at(13_200))
  if (readyBy === 'name') visits.ready(2, at(13_200))
  return client
}

describe('what a client does about an outage', () => {
  it('is noticing, trying again, and being back, on another connection', () => {
    const { visits, told, came } = visited()
    visits.broke(at(10_000))
    // Its ping is not answered: it lets go, and tries again at once and after a second.
    visits.said(1, at(12_000))
    visits.went(1, at(20_000), 'ended')
    came(2, 20_000)
    visits.went(2, at(25_000), 'ended')
    came(3, 26_000)
    visits.mended(at(40_000))
    visits.connected(3)
    visits.said(3, at(41_100))
    visits.heard(3, at(41_200))
    visits.said(3, at(41_200))
    visits.heard(3, at(41_300))
    visits.passed(at(44_299))
    assert.equal(told.length, 0)
    visits.passed(at(44_300))
    assert.deepEqual(told, [
      {
        number: 1,
        beganMs: 10_000,
        mendedMs: 30_000,
        brokenMs: 30_000,
        noticeableMs: 0,
        noticedMs: 10_000,
        attempts: [
          {
            ...{ connection: 2, beganMs: 10_000, afterMs: 0, isBeside: false, connected: false },
            ...{ readyMs: undefined, ...COST },
          },
          // It was ready 1.3 s after the network was back, which was 14 s after it had begun.
          {
            ...{ connection: 3, beganMs: 16_000, afterMs: 1_000, isBeside: false, connected: true },
            ...{ readyMs: 15_300, ...COST },
          },
        ],
        backMs: 1_300,
        by: 'new-connection',
        recoveredMs: undefined,
        messages: undefined,
        watchedMs: 34_300,
      },
    ])
  })

  it('is waiting for who else is on the way, and back with the last', () => {
    for (const readyBy of ['name', 'silence'] as const) {
      const { visits, told, came } = visited(readyBy)
      visits.broke(at(10_000))
      // Another client notices, and comes anew; the first lives through it.
      came(2, 16_000)
      visits.said(2, at(16_100))
      visits.said(1, at(20_000))
      visits.mended(at(30_000))
      visits.heard(1, at(30_500))
      visits.passed(at(40_000))
      assert.equal(told.length, 0, readyBy)
      visits.connected(2)
      visits.heard(2, at(45_000))
      if (readyBy === 'name') visits.ready(2, at(45_000))
      visits.passed(at(48_000))
      const [episode] = told
      assert.deepEqual([episode?.noticedMs, episode?.backMs], [6_000, 15_000], readyBy)
      assert.deepEqual(
        episode?.attempts.map(({ connection, connected }) => [connection, connected]),
        [[2, true]],
      )
    }
  })

  it('is being back on a connection that is kept, whoever else looks in', () => {
    for (const readyBy of ['name', 'silence'] as const) {
      const { visits, told, came } = answered(readyBy)
      // Nothing is said on the next: somebody looks whether anybody listens.
      came(3, 14_000)
      visits.connected(3)
      visits.went(3, at(14_300), 'ended')
      visits.passed(at(16_200))
      assert.equal(told[0]?.backMs, 1_200, readyBy)
      assert.deepEqual(
        told[0]?.attempts.map(({ isBeside }) => isBeside),
        [false, true],
      )
    }
  })

  it('is not being back on one that is let go of for the next, which was begun before', () => {
    const { visits, told, came } = answered('silence')
    came(3, 14_000)
    visits.went(2, at(14_100), 'ended')
    visits.said(3, at(14_200))
    visits.heard(3, at(14_300))
    visits.passed(at(17_300))
    assert.deepEqual(
      told.map(({ backMs, by }) => [backMs, by]),
      [[2_300, 'new-connection']],
    )
  })

  it('is not being back where it has let go of that for one that comes to nothing', () => {
    for (const readyBy of ['name', 'silence'] as const) {
      const { visits, told, came } = answered(readyBy)
      came(3, 14_000)
      visits.went(2, at(14_100), 'ended')
      // Half a minute behind that answer nobody waits for the next any more.
      visits.passed(at(43_200))
      visits.end(at(50_000))
      assert.deepEqual(
        told.map(({ backMs, by }) => [backMs, by]),
        [[undefined, undefined]],
        readyBy,
      )
    }
  })

  it('is trying again only where it had not begun before the one before was over', () => {
    const { visits, told, came } = visited()
    visits.broke(at(10_000))
    visits.went(1, at(11_000), 'ended')
    // Two at once, as whoever races addresses does, and another after both.
    came(2, 12_000)
    came(3, 12_000)
    visits.went(2, at(13_000), 'ended')
    visits.went(3, at(13_000), 'ended')
    came(4, 15_000)
    visits.end(at(20_000))
    const [episode] = told
    assert.deepEqual(
      episode?.attempts.map(({ afterMs, isBeside }) => [afterMs, isBeside]),
      [
        [1_000, false],
        [1_000, true],
        [2_000, false],
      ],
    )
    // After one second, and after two.
    const { policy } = accepted(parsePolicy(JSON.stringify(WAITING), 'waiting.json'))
    const policies = [policy]
    const looksLike = (one: VisitEpisode) => likened(one, policies).looksLike
    assert.deepEqual(looksLike(episode ?? assert.fail()), ['waiting'])
    const alone = { ...episode, attempts: episode.attempts.slice(0, 2) }
    assert.deepEqual(looksLike(alone), [])
  })

  it('is not waiting for ever for who never gets through', () => {
    const { visits, told, came } = visited('name')
    visits.broke(at(10_000))
    came(2, 16_000)
    visits.said(1, at(20_000))
    visits.mended(at(30_000))
    visits.heard(1, at(30_500))
    visits.passed(at(60_499))
    assert.equal(told.length, 0)
    visits.passed(at(60_500))
    assert.equal(told[0]?.backMs, 500)
  })

  it('is nothing where its connection lives through it', () => {
    const { visits, told } = visited()
    visits.broke(at(10_000))
    visits.said(1, at(11_000))
    visits.mended(at(12_000))
    visits.heard(1, at(12_600))
    visits.end(at(20_000))
    const [episode] = told
    assert.deepEqual(
      [episode?.noticedMs, episode?.backMs, episode?.by, episode?.attempts],
      [undefined, 600, 'same-connection', []],
    )
  })

  it('is not being back by something that nobody had asked for', () => {
    const { visits, told } = visited()
    visits.broke(at(10_000))
    visits.mended(at(11_000))
    visits.heard(1, at(11_500))
    visits.end(at(20_000))
    assert.deepEqual([told[0]?.backMs, told[0]?.by], [undefined, undefined])
  })

  it('goes on where it breaks again before it is over', () => {
    const { visits, told } = visited()
    visits.broke(at(10_000))
    visits.broke(at(11_000))
    visits.mended(at(12_000))
    // Still broken by the other.
    visits.said(1, at(12_100))
    visits.heard(1, at(12_200))
    visits.mended(at(15_000))
    visits.said(1, at(15_100))
    visits.heard(1, at(15_200))
    visits.broke(at(16_000))
    visits.mended(at(17_000))
    visits.said(1, at(17_100))
    visits.heard(1, at(17_300))
    visits.end(at(30_000))
    assert.deepEqual(
      told.map(({ mendedMs, brokenMs, backMs }) => [mendedMs, brokenMs, backMs]),
      // From 10 to 15 s and from 16 to 17 s.
      [[7_000, 6_000, 300]],
    )
  })

  it('is noticing from the last break on, where there was nothing to notice of those before', () => {
    /** It said something at a time, its network breaks for three seconds, and it is reset ten later. */
    const noticed = (saidMs: number, taken: Taken, heardMs?: number) => {
      const { visits, told, came } = visited()
      visits.said(1, at(Math.min(saidMs, 9_999)))
      visits.broke(at(10_000), taken)
      if (saidMs >= 10_000) visits.said(1, at(saidMs))
      visits.mended(at(13_000))
      if (heardMs !== undefined) visits.heard(1, at(heardMs))
      visits.broke(at(23_000), 'connections')
      visits.mended(at(23_000))
      visits.went(1, at(25_000), 'broken')
      came(2, 25_000)
      visits.end(at(40_000))
      return told.map(({ brokenMs, noticeableMs, noticedMs }) => [
        ...[brokenMs, noticeableMs, noticedMs],
      ])
    }
    const fromFirst = [[3_000, 0, 15_000]]
    const fromSecond = [[3_000, 13_000, 2_000]]
    // What was said long before has its answer, or needs none.
    assert.deepEqual(noticed(1_000, 'nothing'), fromSecond)
    assert.deepEqual(noticed(7_000, 'nothing'), fromSecond)
    assert.deepEqual(noticed(7_001, 'nothing'), fromFirst)
    assert.deepEqual(noticed(11_000, 'nothing'), fromFirst)
    assert.deepEqual(noticed(11_000, 'nothing', 22_000), fromSecond)
    // Whoever is idle has to notice that its connection is gone.
    assert.deepEqual(noticed(1_000, 'connections'), fromFirst)
  })

  it('that the network never ends is told at the end', () => {
    const { visits, told } = visited()
    visits.broke(at(10_000))
    visits.end(at(20_000))
    assert.deepEqual([told[0]?.brokenMs, told[0]?.noticedMs], [undefined, undefined])
  })
})

describe('what happens before anybody has come', () => {
  it('is no episode, and its end is not that of what happens later', () => {
    const told: VisitEpisode[] = []
    const visits = new Visits({
      ...{ origin: START, readyBy: 'silence', mail: undefined },
      told: (episode) => told.push(episode),
    })
    visits.broke(at(0))
    visits.came(1, at(4_000), () => COST)
    // Now somebody is there. The first break ends at 6 s, the second at 8 s.
    visits.broke(at(5_000))
    visits.mended(at(6_000))
    visits.mended(at(8_000))
    visits.end(at(9_000))
    assert.deepEqual(
      told.map(({ beganMs, brokenMs, noticedMs, watchedMs }) => [
        ...[beganMs, brokenMs, noticedMs, watchedMs],
      ]),
      [[5_000, 3_000, undefined, 4_000]],
    )
  })
})

describe('what happens when nobody is there any more', () => {
  /** How many episodes there are when it breaks at 5 s, and somebody comes at 9 s. */
  const episodes = (before: (visits: Visits) => void): number => {
    const { visits, told, came } = visited()
    before(visits)
    visits.broke(at(5_000))
    visits.mended(at(5_500))
    came(9, 9_000)
    visits.said(9, at(9_100))
    visits.heard(9, at(9_200))
    visits.end(at(20_000))
    return told.length
  }
  const leaves = (how: Leaving) => (visits: Visits) => visits.went(1, at(2_000), how)

  it('is no episode behind a goodbye on a working network', () => {
    assert.equal(episodes(leaves('ended')), 0)
    // Its last words, to which no answer is waited for.
    const bidding = (visits: Visits): void => {
      visits.said(1, at(1_999))
      leaves('ended')(visits)
    }
    assert.equal(episodes(bidding), 0)
  })

  it('is one where its connection was broken off, since it is on its way back', () => {
    assert.equal(episodes(leaves('broken')), 1)
  })

  it('is one where what came after it has heard nothing', () => {
    const inVain = (visits: Visits): void => {
      leaves('broken')(visits)
      visits.came(2, at(3_000), () => COST)
      visits.went(2, at(4_000), 'ended')
    }
    assert.equal(episodes(inVain), 1)
  })
})

describe('a goodbye', () => {
  it('behind an answer on a working network is no noticing', () => {
    const { visits, told } = visited()
    visits.broke(at(10_000))
    visits.mended(at(11_000))
    visits.said(1, at(11_500))
    visits.heard(1, at(11_600))
    visits.went(1, at(12_000), 'ended')
    visits.passed(at(14_599))
    assert.equal(told.length, 0)
    visits.passed(at(14_600))
    assert.deepEqual(
      told.map(({ noticedMs, backMs, by }) => [noticedMs, backMs, by]),
      [[undefined, 600, 'same-connection']],
    )
  })

  it('is noticing after all when the client comes anew, since it let go', () => {
    const { visits, told, came } = visited()
    visits.broke(at(10_000))
    visits.mended(at(11_000))
    visits.said(1, at(11_500))
    visits.heard(1, at(11_600))
    visits.went(1, at(12_000), 'ended')
    came(2, 13_000)
    visits.said(2, at(13_100))
    visits.heard(2, at(13_200))
    visits.end(at(20_000))
    assert.deepEqual(
      told.map(({ noticedMs, backMs, by }) => [noticedMs, backMs, by]),
      [[2_000, 2_200, 'new-connection']],
    )
  })

  it('while nothing passes is noticing, whatever the client meant by it', () => {
    const { visits, told } = visited()
    visits.broke(at(10_000))
    visits.went(1, at(12_000), 'ended')
    visits.mended(at(15_000))
    visits.end(at(20_000))
    assert.equal(told[0]?.noticedMs, 2_000)
  })
})

describe('a client whose server is known', () => {
  it('is back by the last answer of its negotiation, whatever it says behind that', () => {
    const { visits, told, came } = visited('name')
    visits.broke(at(10_000))
    visits.went(1, at(10_000), 'ended')
    visits.mended(at(10_000))
    came(2, 11_000)
    visits.said(2, at(11_100))
    visits.heard(2, at(11_200)) // TLS: not ready.
    visits.ready(2, at(11_500)) // Bound, and then with stream management.
    visits.ready(2, at(11_700))
    // It chats: by silence this would never be back.
    for (let ms = 12_000; ms < 16_000; ms += 500) {
      visits.said(2, at(ms))
      visits.heard(2, at(ms + 100))
    }
    assert.deepEqual(
      told.map(({ backMs, attempts }) => [backMs, attempts[0]?.readyMs]),
      [[1_700, 700]],
    )
  })

  it('is not back by an attempt that was answered and came to nothing', () => {
    const { visits, told, came } = visited('name')
    visits.broke(at(10_000))
    visits.went(1, at(10_000), 'ended')
    visits.mended(at(10_000))
    came(2, 11_000)
    visits.said(2, at(11_100))
    visits.heard(2, at(11_200))
    visits.went(2, at(11_300), 'ended')
    visits.end(at(30_000))
    assert.deepEqual([told[0]?.backMs, told[0]?.noticedMs], [undefined, 0])
  })

  it('and has waited for something for longer than three seconds, is the same by silence too soon', () => {
    const [byName, bySilence] = (['name', 'silence'] as const).map((readyBy) => {
      const { visits, told, came } = visited(readyBy)
      visits.broke(at(10_000))
      visits.mended(at(10_000))
      came(2, 11_000)
      visits.said(2, at(11_100))
      visits.heard(2, at(11_200))
      visits.said(2, at(11_200))
      visits.heard(2, at(15_000))
      visits.ready(2, at(15_000))
      visits.end(at(20_000))
      return told[0]?.backMs
    })
    assert.deepEqual([byName, bySilence], [5_000, 1_200])
  })

  it('has recovered when all messages of until then have come', () => {
    const SESSION = 'alice@localhost/phone'
    let now = 0
    const tally = new MessageTally(() => at(now))
    const { visits, told, came } = visited('name', tally)
    const message = numberedMessage('xmpp-rtt@localhost', 'alice@localhost', 1)
    const later = numberedMessage('xmpp-rtt@localhost', 'alice@localhost', 2)
    now = 9_000
    tally.sent(message)
    tally.told(message, SESSION)
    visits.broke(at(10_000))
    visits.went(1, at(10_000), 'ended')
    visits.mended(at(10_000))
    came(2, 11_000)
    now = 11_500
    visits.ready(2, at(11_500))
    tally.told(message, SESSION)
    tally.came(message, { address: SESSION, number: 2, isManaged: true })
    // What is sent behind that is not waited for.
    tally.sent(later)
    visits.passed(at(14_500))
    assert.equal(told.length, 0)
    now = 15_000
    tally.acknowledged(message, SESSION)
    visits.passed(at(15_000))
    assert.deepEqual(
      told.map(({ backMs, recoveredMs, messages }) => [backMs, recoveredMs, messages?.down]),
      [[1_500, 5_000, { sent: 1, acknowledged: 1, resent: 1, doubled: 0, lost: 0, waiting: 1 }]],
    )
  })

  it('has not where some never come, and half a minute is enough to say so', () => {
    const tally = new MessageTally(() => at(0))
    const { visits, told } = visited('name', tally)
    tally.sent(numberedMessage('xmpp-rtt@localhost', 'alice@localhost', 1))
    visits.broke(at(10_000))
    visits.mended(at(10_000))
    visits.said(1, at(10_100))
    visits.heard(1, at(10_200))
    visits.passed(at(40_199))
    assert.equal(told.length, 0)
    visits.passed(at(40_200))
    assert.deepEqual(
      told.map(({ backMs, recoveredMs, messages }) => [
        backMs,
        recoveredMs,
        messages?.down.waiting,
      ]),
      [[200, undefined, 1]],
    )
  })
})
