/** Verdicts as numbers, for programs that draw or gather them: what is told, and that it is what was judged. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseBudgets } from '../../src/budget/budget-file.ts'
import { type Operator, parseExpectation } from '../../src/budget/expectation.ts'
import type { Episode } from '../../src/budget/judge/episode.ts'
import { judge, placedIn } from '../../src/budget/judge/judge.ts'
import type { JudgedConnection } from '../../src/budget/judge/served.ts'
import type { Verdict, VerdictKind, VerdictNumbers } from '../../src/budget/verdict.ts'
import { accepted } from '../../src/json/input-error.ts'
import { SAMPLE_LIVES } from '../result/sample-lives.ts'
import { SAMPLE_RESULT } from '../result/sample-result.ts'

const LEGACY = 'legacy-resume-starttls'
const FAST = 'fast-resume-direct+pipelined+tfo'

const fileOf = (value: object) => accepted(parseBudgets(JSON.stringify(value), 'b'))

const judged = (strategy: string, profile: string, ...expect: readonly string[]) =>
  judge(fileOf({ budgets: [{ strategy, profile, expect }] }), 'b', {
    ...{ cells: placedIn(SAMPLE_RESULT), said: new Map(), baseline: SAMPLE_RESULT },
    served: undefined,
  }).filter(({ expected }) => expect.includes(expected))

const clients = (
  value: object,
  served: readonly JudgedConnection[],
  episodes: readonly Episode[],
) =>
  judge(fileOf({ clients: value }), 'b', {
    ...{ cells: [], said: new Map(), baseline: undefined, served, episodes },
  })

const numbersIn = (verdicts: readonly Verdict[]) => verdicts.map(({ numbers }) => numbers)

/** What they say, as they are defined: `varying` figures are all of their range, others lie in it somewhere. */
function kindBy({ figure, unit, operator, limit, low, high }: VerdictNumbers): VerdictKind {
  const keeps = (end: number): boolean => {
    assert.ok(limit !== null)
    const operators: Readonly<Record<Operator, boolean>> = {
      ...{ '<=': end <= limit, '<': end < limit, '>=': end >= limit, '>': end > limit },
      '=': end === limit,
    }
    return operators[operator]
  }
  const isVarying = unit === 'octets' || figure.startsWith('waits')
  const ends = [low ?? Number.NEGATIVE_INFINITY, high ?? Number.POSITIVE_INFINITY].map(keeps)
  if (ends.every((kept) => kept)) return 'kept'
  if (isVarying) return 'broken'
  return ends.some((kept) => kept) ? 'inconclusive' : 'broken'
}

describe('verdicts as numbers', () => {
  it('tell figure, limit, value, and what that lies between', () => {
    // As the sample has it: 988 trials of the one took two waits and twelve three; p95 of the other is 543.21 to 720 ms.
    const verdicts = judged(LEGACY, 'lte_good', 'waits.tls <= 2', 'bytes.up < 9kB')
    assert.deepEqual(numbersIn(verdicts)[0], {
      ...{ figure: 'waits.tls', unit: 'count', operator: '<=', limit: 2 },
      ...{ value: 1, low: 1, high: 1 },
    })
    const { bytes } = legacyCell()
    assert.deepEqual(numbersIn(verdicts)[1], {
      ...{ figure: 'bytes.up', unit: 'octets', operator: '<', limit: 9000 },
      ...{ value: bytes?.up, low: bytes?.up, high: bytes?.up },
    })
    const [waits] = numbersIn(judged(FAST, 'lte_good', 'waits <= 2'))
    const [time] = numbersIn(judged(LEGACY, 'lte_good', 'p95 < 600ms'))
    assert.deepEqual(waits, {
      ...{ figure: 'waits', unit: 'count', operator: '<=', limit: 2, value: 3, low: 2, high: 3 },
    })
    assert.deepEqual([time?.figure, time?.unit, time?.limit], ['p95', 'ms', 600])
    assert.deepEqual([time?.low, time?.high], [543.21, 720])
  })

  it('are null where something never came, or is not known', () => {
    // Nobody came within the minute that they were given.
    const [waits, time] = numbersIn(judged(FAST, 'edge', 'waits <= 9', 'p50 <= 59s'))
    assert.deepEqual([waits?.value, waits?.low, waits?.high, waits?.limit], [null, null, null, 9])
    assert.deepEqual([time?.value, time?.low, time?.high], [null, 60_000, null])
  })

  it('of a relative limit tell what that came to', () => {
    const [waits, time] = numbersIn(
      judged(FAST, 'lte_good', `waits <= 50% of ${LEGACY}`, `p50 <= 50% of ${LEGACY}`),
    )
    const legacy = legacyCell()
    assert.equal(waits?.limit, 0.5 * (legacy.waits?.total ?? 0))
    const p50 = legacy.milestones.ready?.p50 ?? 0
    assert.equal(time?.limit, Math.round(500 * p50) / 1000)
  })

  const PARTS = [
    'waits',
    'waits.tls',
    'p50',
    'p95',
    'p99',
    'bytes',
    'bytes.up',
    'failed',
    'fallback',
  ]
  const LIMITS: readonly (readonly [part: string, limits: readonly string[]])[] = PARTS.map(
    (part) => [
      part,
      part.startsWith('waits')
        ? ['0', '2', '3', '12', 'baseline', `50% of ${LEGACY}`]
        : part.startsWith('p')
          ? ['100ms', '600ms', '900ms', '70s', 'baseline', `50% of ${LEGACY}`]
          : part.startsWith('bytes')
            ? ['1kB', '9kB', 'baseline', `50% of ${LEGACY}`]
            : ['0', '1%', '50%', '100%'],
    ],
  )

  it('come to the verdict that they stand beside, whatever is expected', () => {
    let told = 0
    for (const [part, limits] of LIMITS) {
      for (const operator of ['<=', '<', '>=', '>', '='] as const) {
        for (const text of limits.map((limit) => `${part} ${operator} ${limit}`)) {
          if (!parseExpectation(text).ok) continue
          for (const { strategy, profile } of SAMPLE_RESULT.cells) {
            const hasReference = SAMPLE_RESULT.cells.some(
              (one) => one.strategy === LEGACY && one.profile === profile,
            )
            if (text.includes(LEGACY) && !hasReference) continue
            for (const { kind, numbers } of judged(strategy, profile, text)) {
              // Longer than it was given is above that, not at it.
              if (numbers === undefined || numbers.limit === null || numbers.value === null)
                continue
              assert.equal(kindBy(numbers), kind, `${strategy} on ${profile}: ${text}`)
              told += 1
            }
          }
        }
      }
    }
    assert.ok(told > 200, String(told))
  })

  it('name of a strategy its profile, scenario and policy apart', () => {
    const [cell] = placedIn(SAMPLE_LIVES)
    const { subject, scenario, policy, profile } = cell ?? assert.fail()
    assert.deepEqual(
      [subject.profile, subject.scenario, subject.policy],
      [profile, scenario, policy],
    )
    assert.equal(subject.where, `${profile}, ${scenario}, ${policy}`)
  })

  it('are of clients, too: of each connection, and of what it did about its network', () => {
    const connection: JudgedConnection = {
      ...{ number: 2, kind: 'reconnect', outcome: { kind: 'ready' }, advice: [] },
      waits: { total: 4, byLayer: { tcp: 1, tls: 1, auth: 2 } },
      octets: { untilReady: { up: 900, down: 2_000 }, total: { up: 900, down: 2_000 } },
    }
    const episode: Episode = {
      ...{ number: 1, beganMs: 10_000, mendedMs: 5_000, noticedMs: 2_000, backMs: undefined },
      ...{ by: undefined, recoveredMs: undefined, watchedMs: 25_000, messages: undefined },
      attempts: [{ waits: 3 }],
    }
    const verdicts = clients(
      {
        reconnect: { expect: ['waits <= 3', 'bytes <= 3kB'] },
        episode: { expect: ['noticed < 3s', 'back < 5s', 'attempts <= 2'] },
      },
      [connection],
      [episode],
    )
    assert.deepEqual(
      verdicts.map(({ kind, subject, numbers }) => [
        kind,
        subject.number,
        numbers?.figure,
        numbers?.unit,
      ]),
      [
        ['kept', undefined, 'connections', 'count'],
        ['broken', 2, 'waits', 'count'],
        ['kept', 2, 'bytes', 'octets'],
        ['kept', undefined, 'episodes', 'count'],
        ['kept', 1, 'noticed', 'ms'],
        ['broken', 1, 'back', 'ms'],
        ['kept', 1, 'attempts', 'count'],
      ],
    )
    assert.deepEqual(
      numbersIn(verdicts).map((numbers) => [numbers?.limit, numbers?.value, numbers?.low]),
      // Watched for 20 s behind the network's return, in which it was not back.
      [
        [1, 1, 1],
        [3, 4, 4],
        [3000, 2900, 2900],
        [1, 1, 1],
        [3000, 2000, 2000],
        [5000, null, 20_000],
        [2, 1, 1],
      ],
    )
  })
})

const legacyCell = () =>
  SAMPLE_RESULT.cells.find(
    ({ strategy, profile }) => strategy === LEGACY && profile === 'lte_good',
  ) ?? assert.fail()
