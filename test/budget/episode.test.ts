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
  ...{ number: 1, beganMs: 60_000, brokenMs: 30_000, noticedMs: 12_000 },
  attempts: [
    {
      ...{ connection: 2, beganMs: 12_000, afterMs: 0, connected: false },
      ...{ readyMs: undefined, waits: 0, served: undefined },
    },
    {
      ...{ connection: 3, beganMs: 30_500, afterMs: 1_000, connected: true },
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
  const { connections, episodes, tooBusy } = accepted(readServed(lines.join(''), 'seen.jsonl'))
  const file = accepted(parseBudgets(JSON.stringify({ clients }), 'b.json'))
  const nothing = { cells: [], said: new Map(), baseline: undefined }
  return judge(file, 'b.json', { ...nothing, served: connections, episodes, tooBusy })
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

  it('on a machine that was too busy says nothing of times, and all else', () => {
    const lateness = { tasks: 9, p50: 1, p99: 80, max: 90, tooBusy: true }
    const expect = ['noticed < 20s', 'waits <= 4']
    const lines = [episodeJson(episode()), `${JSON.stringify({ kind: 'summary', lateness })}\n`]
    assert.deepEqual(
      judged({ episode: { expect } }, ...lines).map(({ kind, details }) => [kind, ...details]),
      [
        ['kept'],
        ['inconclusive', 'the machine was too busy for times to be believed'],
        ['kept', 'attempts took 0, 4'],
      ],
    )
  })

  it('that never came to it breaks it on the busiest machine', () => {
    const lateness = { tasks: 9, p50: 1, p99: 80, max: 90, tooBusy: true }
    const summary = `${JSON.stringify({ kind: 'summary', lateness })}\n`
    const never = episodeJson(episode({ backMs: undefined, by: undefined }))
    const verdicts = judged({ episode: { expect: ['back < 4s'] } }, never, summary)
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
    const broken = { brokenMs: undefined, backMs: undefined }
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
