/** What real clients did, as lines of JSON, held against what is expected of them. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseBudgets } from '../../src/budget/budget-file.ts'
import { parseEpisodeExpectation } from '../../src/budget/episode-expectation.ts'
import { judge } from '../../src/budget/judge/judge.ts'
import { readServed } from '../../src/budget/served-lines.ts'
import type { Verdict } from '../../src/budget/verdict.ts'
import type { ProxiedReport } from '../../src/capture/analysis/proxied.ts'
import { accepted } from '../../src/json/input-error.ts'
import { episodeJson, happeningJson, proxiedJson } from '../../src/report/proxied/json.ts'
import type { LikenedEpisode, MessageCounts } from '../../src/watch/visit-episode.ts'

const MESSAGES: MessageCounts = {
  down: { sent: 10, acknowledged: 9, resent: 2, doubled: 0, lost: 0, waiting: 1 },
  up: { came: 0, doubled: 0, missing: 0 },
}

/** Noticed after 12 s, back 1.5 s after the network, by the second attempt. */
const episode = (changes: Partial<LikenedEpisode> = {}): LikenedEpisode => ({
  ...{
    number: 1,
    beganMs: 60_000,
    mendedMs: 30_000,
    brokenMs: 30_000,
    noticeableMs: 0,
    noticedMs: 12_000,
  },
  attempts: [
    {
      ...{ connection: 2, beganMs: 12_000, afterMs: 0, isBeside: false, connected: false },
      ...{ readyMs: undefined, waits: 0, served: undefined },
    },
    {
      ...{ connection: 3, beganMs: 30_500, afterMs: 1_000, isBeside: false, connected: true },
      ...{ readyMs: 1_000, waits: 4, served: undefined },
    },
  ],
  ...{ backMs: 1_500, by: 'new-connection', recoveredMs: 2_500, messages: MESSAGES },
  watchedMs: 64_500,
  looksLike: [],
  ...changes,
})

const PROXIED: ProxiedReport = {
  ...{ number: 1, route: 0, beganMs: 0, connectedMs: 60, answeredMs: 400, lastedMs: 900 },
  ...{ read: 'flights', waits: { total: 5, byLayer: { tcp: 1, tls: 1, data: 3 } } },
  ...{ octets: { untilReady: undefined, total: { up: 900, down: 4_000 } }, session: undefined },
  unreached: undefined,
}

const judged = (clients: object, ...lines: readonly string[]): readonly Verdict[] => {
  const { connections, episodes, lateMs } = accepted(readServed(lines.join(''), 'seen.jsonl'))
  const file = accepted(parseBudgets(JSON.stringify({ clients }), 'b.json'))
  const nothing = { cells: [], said: new Map(), baseline: undefined }
  return judge(file, 'b.json', { ...nothing, served: connections, episodes, lateMs })
}

/** What comes of one expectation of an episode, beside that there is one. */
const on = (expect: string, changes: Partial<LikenedEpisode> = {}) => {
  const [enough, verdict] = judged({ episode: { expect: [expect] } }, episodeJson(episode(changes)))
  assert.equal(enough?.kind, 'kept')
  return [verdict?.kind, verdict?.found]
}

describe('an expectation of an episode', () => {
  it('is a time, from where it says, or a number', () => {
    for (const [text, limit] of [
      ['noticed < 20s', 20_000],
      ['back <= 900ms', 900],
      ['recovered < 5s', 5_000],
      ['recovered < 5s after the network is back', 5_000],
      ['waits <= 4', 4],
      ['lost = 0', 0],
    ] as const) {
      const parsed = parseEpisodeExpectation(text)
      assert.ok(parsed.ok)
      assert.equal(parsed.value.limit, limit)
    }
  })

  it('says what it expected where it is none', () => {
    for (const [text, expected] of [
      ['noticed < 20', /a time with its unit/],
      ['noticed = 20s', /no "="/],
      ['noticed < 20s after the network is back', /a figure \(noticed, back,/],
      ['waits <= 4s', /a whole number/],
      ['p95 < 2s', /a figure/],
      ['', /a figure/],
    ] as const) {
      const parsed = parseEpisodeExpectation(text)
      assert.ok(!parsed.ok)
      assert.match(parsed.error.expected, expected)
    }
  })
})

describe('an episode', () => {
  it('keeps or breaks it by what the client did', () => {
    assert.deepEqual(on('noticed < 20s'), ['kept', '12000 ms'])
    assert.deepEqual(on('noticed < 12s'), ['broken', '12000 ms'])
    assert.deepEqual(on('back <= 1500ms'), ['kept', '1500 ms'])
    assert.deepEqual(on('recovered < 2s'), ['broken', '2500 ms'])
    assert.deepEqual(on('attempts <= 1'), ['broken', '2'])
    assert.deepEqual(on('waits <= 4'), ['kept', '4'])
    assert.deepEqual(on('waits <= 3'), ['broken', '4'])
    assert.deepEqual(on('resent <= 2'), ['kept', '2'])
    assert.deepEqual(on('lost = 0'), ['kept', '0'])
    const up = { came: 5, doubled: 1, missing: 2 }
    assert.deepEqual(on('lost = 0', { messages: { ...MESSAGES, up } }), ['broken', '2'])
    assert.deepEqual(on('doubled = 0', { messages: { ...MESSAGES, up } }), ['broken', '1'])
  })

  it('that never came to it is broken, unless there was nothing to come to', () => {
    assert.deepEqual(on('noticed < 20s', { noticedMs: undefined }), ['broken', 'never'])
    assert.deepEqual(on('back < 5s', { backMs: undefined, by: undefined }), ['broken', 'never'])
    assert.deepEqual(on('recovered < 5s', { recoveredMs: undefined }), ['broken', 'never'])
    // It was not watched for longer than it may take.
    const cut = { backMs: undefined, by: undefined, watchedMs: 34_000 }
    assert.deepEqual(on('back < 4001ms', cut), [
      'inconclusive',
      'not within 4000 ms, and then nobody looked',
    ])
    assert.deepEqual(on('back < 4s', cut), ['broken', 'never'])
    // Of what there was to notice only then, and by lines of before that was told.
    const missed = { noticedMs: undefined, by: undefined, noticeableMs: 30_000, watchedMs: 45_000 }
    assert.deepEqual(on('noticed < 20s', missed), [
      'inconclusive',
      'not within 15000 ms, and then nobody looked',
    ])
    assert.deepEqual(on('back < 4s', { ...cut, mendedMs: undefined }), ['broken', 'never'])
    const lived = { noticedMs: undefined, by: 'same-connection', attempts: [] } as const
    assert.equal(on('noticed < 20s', lived)[0], 'kept')
    assert.equal(on('waits <= 4', lived)[0], 'kept')
  })

  it('that was not seen to come to it took longer than it was watched, whatever is expected', () => {
    const cut = { backMs: undefined, by: undefined, watchedMs: 34_000 }
    assert.deepEqual(
      ['back < 4s', 'back <= 4s', 'back >= 4s', 'back > 4s', 'back >= 5s', 'back <= 3s'].map(
        (text) => on(text, cut)[0],
      ),
      ['broken', 'broken', 'kept', 'kept', 'inconclusive', 'broken'],
    )
  })

  /** Of a machine that was as late as that, twice looked at. */
  const late = (max: number, tooBusy = true): string => {
    const lateness = { tasks: 9, p50: 1, p99: tooBusy ? 8 : 4, max, tooBusy }
    const line = (one: object): string => `${JSON.stringify({ kind: 'summary', lateness: one })}\n`
    return line({ ...lateness, max: max / 2 }) + line(lateness)
  }

  it('on a machine that was too busy took as long as it did, give or take its lateness', () => {
    // A round trip of eight tasks: at least 12000 - 8 * 10 ms, at most 10 ms more.
    for (const [text, kind] of [
      ['noticed < 12011ms', 'kept'],
      ['noticed < 12010ms', 'inconclusive'],
      ['noticed < 11921ms', 'inconclusive'],
      ['noticed < 11920ms', 'broken'],
      ['noticed > 11920ms', 'inconclusive'],
      ['noticed >= 12011ms', 'broken'],
      // 0 and 4 round trips of attempts, and one on the connection before: 1500 - 5 * 80.
      ['back < 1101ms', 'inconclusive'],
      ['back < 1100ms', 'broken'],
      // And one more for what is sent again behind them: 2500 - 6 * 80.
      ['recovered < 2021ms', 'inconclusive'],
      ['recovered < 2020ms', 'broken'],
      // A number is one on any machine.
      ['waits <= 3', 'broken'],
    ] as const) {
      const [, verdict] = judged({ episode: { expect: [text] } }, episodeJson(episode()), late(10))
      assert.deepEqual(
        [verdict?.kind, verdict?.doubt],
        [kind, kind === 'inconclusive' ? 'lateness' : undefined],
        text,
      )
    }
  })

  it('says in which range it lies, and why', () => {
    const [, verdict] = judged(
      { episode: { expect: ['noticed < 1ms'] } },
      episodeJson(episode({ noticedMs: 12_000.4 })),
      late(10),
    )
    assert.equal(verdict?.found, '12000 ms (11920 to 12010)')
    assert.deepEqual(verdict?.details, ['by a machine that was up to 10.0 ms late'])
  })

  it('is believed to the millisecond where the machine was on time', () => {
    const seen = judged(
      { episode: { expect: ['noticed < 12s'] } },
      episodeJson(episode()),
      late(10, false),
    )
    assert.deepEqual([seen[1]?.kind, seen[1]?.found], ['broken', '12000 ms'])
  })

  it('that never came to it breaks it on the busiest machine', () => {
    const never = episodeJson(episode({ backMs: undefined, by: undefined }))
    const verdicts = judged({ episode: { expect: ['back < 4s'] } }, never, late(90))
    assert.deepEqual([verdicts[1]?.kind, verdicts[1]?.found], ['broken', 'never'])
  })

  it('of which nobody can know is inconclusive, and said so', () => {
    const unknown = { messages: undefined, recoveredMs: undefined }
    for (const text of ['lost = 0', 'doubled = 0', 'resent <= 3']) {
      assert.deepEqual(on(text, unknown), [
        'inconclusive',
        'nobody counted messages, as serve --messages does',
      ])
    }
    // Then it has recovered when it is back, as far as can be seen.
    assert.deepEqual(on('recovered < 2s', unknown), ['kept', '1500 ms'])
    const broken = { mendedMs: undefined, brokenMs: undefined, backMs: undefined }
    assert.equal(on('back < 5s', broken)[0], 'inconclusive')
  })

  it('has to be there', () => {
    const [enough] = judged({ episode: { expect: ['waits <= 4'] } }, happeningJson('an outage', 1))
    assert.deepEqual([enough?.kind, enough?.found], ['broken', '0'])
  })
})

describe('connections that a proxy has seen', () => {
  it('are held to what is expected of any, and those that never connected are none', () => {
    const never = { ...PROXIED, number: 2, connectedMs: undefined, answeredMs: undefined }
    const any = { atLeast: 1, expect: ['waits <= 4'] }
    const verdicts = judged({ any }, proxiedJson(PROXIED), proxiedJson(never))
    assert.deepEqual(
      verdicts.map(({ kind, found }) => [kind, found]),
      [
        ['kept', '1'],
        ['broken', '5'],
      ],
    )
  })
})

describe('what is expected of a connection', () => {
  it('is refused where a connection has no such figure', () => {
    for (const text of ['p95 < 2s', 'lost = 0', 'waits <= baseline', 'noticed < 5s']) {
      const clients = { reconnect: { expect: [text] } }
      const checked = parseBudgets(JSON.stringify({ clients }), 'b.json')
      assert.ok(!checked.ok, text)
      assert.match(checked.error.message, /^b\.json:1:\d+: clients\.reconnect\.expect\[0\]: /)
    }
  })
})
