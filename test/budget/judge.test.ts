import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type BudgetFile, parseBudgets } from '../../src/budget/budget-file.ts'
import { judge, placedIn } from '../../src/budget/judge/judge.ts'
import { type JudgedConnection, judgeServed } from '../../src/budget/judge/served.ts'
import { readServed } from '../../src/budget/served-lines.ts'
import { failing, type Verdict } from '../../src/budget/verdict.ts'
import { accepted } from '../../src/json/input-error.ts'
import { OutcomeLog } from '../../src/record/outcomes/log.ts'
import { toOutcomes } from '../../src/result/kept-outcomes.ts'
import type { Result, ResultCell } from '../../src/result/result.ts'
import { readyTrial } from '../record/sample-trials.ts'
import { SAMPLE_LIVES } from '../result/sample-lives.ts'
import { SAMPLE_RESULT } from '../result/sample-result.ts'

const LEGACY = 'legacy-resume-starttls'
const FAST = 'fast-resume-direct+pipelined+tfo'

const fileOf = (value: object): BudgetFile => accepted(parseBudgets(JSON.stringify(value), 'b'))

const judged = (result: Result, value: object, baseline?: Result): readonly Verdict[] =>
  judge(fileOf(value), 'b.json', {
    ...{ cells: placedIn(result), said: new Map(), baseline, served: undefined },
  })

const expecting = (strategy: string, profile: string, ...expect: readonly string[]) => ({
  budgets: [{ strategy, profile, expect }],
})

const kinds = (verdicts: readonly Verdict[]): readonly string[] => verdicts.map(({ kind }) => kind)

describe('budgets of a result', () => {
  /** Interrupted before it came to these strategies. */
  const untried = (...strategies: readonly string[]): Result => {
    const none = { trials: 0, completed: 0, waits: null, bytes: null, milestones: {} }
    const cells = SAMPLE_RESULT.cells.map((cell) =>
      strategies.includes(cell.strategy) ? { ...cell, ...none } : cell,
    )
    return { ...SAMPLE_RESULT, cells, interrupted: true }
  }

  it('are neither kept nor broken where nothing was tried yet', () => {
    const expected = ['waits <= 3', 'p99 <= 4s', 'failed = 0', `p50 <= 80% of ${LEGACY}`]
    const file = {
      strategies: { [FAST]: { waits: { tls: 1, auth: 1 } } },
      ...expecting(FAST, 'lte_good', ...expected),
    }
    // Layer by layer by the file, and by the baseline where the file says nothing of it.
    const verdicts = judged(untried(FAST, LEGACY), file, SAMPLE_RESULT)
    const layers = SAMPLE_RESULT.cells.filter(
      ({ strategy, waits }) => strategy === FAST || waits !== null,
    )
    assert.equal(verdicts.length, layers.length + expected.length)
    assert.deepEqual(
      new Set(verdicts.map(({ kind, found }) => `${kind}: ${found}`)),
      new Set(['inconclusive: no trial']),
    )
  })

  it('are neither kept nor broken where nothing was tried of what they are held against', () => {
    const relative = ['p50', 'waits', 'bytes'].map((figure) => `${figure} <= 80% of ${LEGACY}`)
    const verdicts = judged(untried(LEGACY), expecting(FAST, 'lte_good', ...relative))
    assert.deepEqual(new Set(kinds(verdicts)), new Set(['inconclusive']))
    assert.match(verdicts[0]?.found ?? '', /there no trial$/)
  })

  it('are broken by the largest of a range of waits', () => {
    // 988 trials took two, twelve took three.
    const verdicts = judged(
      SAMPLE_RESULT,
      expecting(FAST, 'lte_good', 'waits <= 2', 'waits <= 3', 'waits = 2', 'waits.tls <= 1'),
    )
    assert.deepEqual(kinds(verdicts), ['broken', 'kept', 'broken', 'kept'])
    assert.equal(verdicts[0]?.found, '2 to 3')
  })

  it('are inconclusive where the limit lies in the interval, which strict takes for broken', () => {
    // p95 lies between 543.21 and 720 ms, p99 is 720 ms for sure.
    const verdicts = judged(
      SAMPLE_RESULT,
      expecting(LEGACY, 'lte_good', 'p95 <= 600ms', 'p95 <= 720ms', 'p99 < 720ms', 'p99 <= 720ms'),
    )
    assert.deepEqual(kinds(verdicts), ['inconclusive', 'kept', 'broken', 'kept'])
    assert.deepEqual([failing(verdicts, false).length, failing(verdicts, true).length], [1, 2])
  })

  it('count attempts that never came as longer than they were given', () => {
    // p99 of "edge": from 7.2 s to beyond the minute; of the other strategy nothing ever came.
    const edge = (...expect: readonly string[]) =>
      judged(SAMPLE_RESULT, expecting(LEGACY, 'edge', ...expect))
    assert.deepEqual(kinds(edge('p99 <= 7s', 'p99 <= 10s')), ['broken', 'inconclusive'])
    const dead = judged(
      SAMPLE_RESULT,
      expecting(FAST, 'edge', 'waits <= 9', 'p50 <= 59s', 'failed <= 50%'),
    )
    assert.deepEqual(kinds(dead), ['broken', 'broken', 'broken'])
    // A minute is what they were given, and all of them took longer.
    const atTimeout = [
      'p50 <= 60s',
      'p50 < 60s',
      'p50 <= 61s',
      'p50 >= 60s',
      'p50 > 60s',
      'p50 > 61s',
    ]
    const minute = judged(SAMPLE_RESULT, expecting(FAST, 'edge', ...atTimeout))
    assert.deepEqual(kinds(minute), [
      ...['broken', 'broken', 'inconclusive', 'kept', 'kept', 'inconclusive'],
    ])
    assert.equal(minute[0]?.found, '> 60 s')
  })

  it('are of any percentile that the result tells, and of no other', () => {
    const telling: Result = {
      ...SAMPLE_RESULT,
      percentiles: ['p99.9'],
      cells: SAMPLE_RESULT.cells.map((cell) => {
        const { ready } = cell.milestones
        if (ready === undefined) return cell
        const chosen = { 'p99.9': { value: 900, ci95: [800, 1000] as [number, number] } }
        return { ...cell, milestones: { ...cell.milestones, ready: { ...ready, chosen } } }
      }),
    }
    const tail = expecting(LEGACY, 'lte_good', 'p99.9 <= 1s', 'p99.9 <= 900ms', 'p99.9 < 800ms')
    const verdicts = judged(telling, tail)
    assert.deepEqual(kinds(verdicts), ['kept', 'inconclusive', 'broken'])
    assert.equal(verdicts[0]?.found, '900 ms (800 to 1000)')
    assert.throws(
      () => judged(SAMPLE_RESULT, tail),
      /b\.json: budgets\[0\]\.expect\[0\]: found p99\.9, which a result does not tell, expected one of a run with --percentiles 99\.9/,
    )
    const relative = expecting(LEGACY, 'lte_good', 'p99.9 <= baseline')
    assert.throws(() => judged(telling, relative, SAMPLE_RESULT), /which a result does not tell/)
    // Beside the round trips of each cell.
    const since = judged(telling, relative, telling)
    assert.equal(since.filter(({ expected }) => expected.startsWith('p99.9')).length, 1)
  })

  it('know shares of failures as far as so many trials tell', () => {
    // 13 of 1000; Wilson: 0.76 % to 2.2 %.
    const verdicts = judged(
      SAMPLE_RESULT,
      expecting(LEGACY, 'edge', 'failed <= 0.5%', 'failed <= 1%', 'failed <= 3%', 'failed = 0'),
    )
    assert.deepEqual(kinds(verdicts), ['broken', 'inconclusive', 'kept', 'broken'])
  })

  it('are of lives: recovered, and nothing lost', () => {
    const [cell] = SAMPLE_LIVES.cells
    const { strategy = '', profile = '', scenario, policy } = cell ?? {}
    const expect = ['recovered >= 99%', 'lost = 0', 'twice = 0', 'p95 <= 1s']
    const verdicts = judged(SAMPLE_LIVES, {
      budgets: [{ strategy, profile, scenario, policy, expect }],
    })
    assert.deepEqual(kinds(verdicts), ['kept', 'kept', 'kept', 'kept'])
  })

  it('are of lives how they were recovered, and never what single attempts cost', () => {
    const [cell] = SAMPLE_LIVES.cells
    if (cell?.episodes === undefined) assert.fail()
    const { strategy, profile, scenario, policy, episodes } = cell
    const file = (...expect: readonly string[]) => ({
      budgets: [{ strategy, profile, scenario, policy, expect }],
    })
    const { survived, bound } = episodes.manners
    const verdicts = judged(SAMPLE_LIVES, file('bound = 0', 'survived > 1%'))
    assert.deepEqual(
      verdicts.map(({ kind, found }) => [kind, found.replace(/^.*\(/, '(')]),
      [
        ['broken', `(${bound} of ${episodes.count})`],
        ['kept', `(${survived} of ${episodes.count})`],
      ],
    )
    for (const text of ['waits <= 4', 'waits.tls <= 1', 'bytes < 7kB', 'fallback = 0']) {
      assert.throws(
        () => fileOf(file('lost = 0', text)),
        /budgets\[0\]\.expect\[1\]: found ".*", expected a figure of episodes/,
      )
    }
  })

  it('are of single attempts without what lives alone have', () => {
    for (const text of ['bound = 0', 'lost = 0', 'twice = 0']) {
      assert.throws(
        () => fileOf(expecting(LEGACY, 'lte_good', text)),
        /expect\[0\]: found ".*", expected a figure of attempts .*or a scenario/,
      )
    }
  })

  it('are of every server and policy that they do not tell apart', () => {
    const [cell] = SAMPLE_RESULT.cells as [ResultCell]
    const waits = { ...cell.waits, total: 99, others: [] } as ResultCell['waits']
    const slow = { ...cell, server: 'ejabberd', waits }
    const two = { ...SAMPLE_RESULT, cells: [cell, slow] }
    const { strategy, profile, server } = cell
    const of = (more: object) =>
      judged(two, { budgets: [{ strategy, profile, expect: ['waits <= 20'], ...more }] })
    assert.deepEqual(kinds(of({})), ['kept', 'broken'])
    assert.deepEqual(kinds(of({ server })), ['kept'])
    assert.deepEqual(kinds(of({ server: 'ejabberd' })), ['broken'])
    assert.throws(() => of({ server: 'ideal', scenario: 'tunnel', expect: ['lost = 0'] }), {
      found: `no cell of ${strategy} on ${profile} in tunnel at ideal in the result`,
    })
    // What was run for it alone.
    const run = placedIn(two).map((one, index) =>
      index === 0 ? { ...one, server: undefined } : one,
    )
    const file = fileOf(expecting(strategy, profile, 'waits <= 20'))
    const evidence = { cells: run, said: new Map(), baseline: undefined, served: undefined }
    assert.deepEqual(kinds(judge(file, 'b.json', evidence)), ['kept'])
  })

  it('hold a strategy against another one, trial by trial', () => {
    const logged = (strategy: string, shift: number): ResultCell => {
      const log = new OutcomeLog()
      for (let trial = 0; trial < 400; trial += 1) {
        log.record(readyTrial(500_000 + ((7919 * trial) % 401) * 1000 + shift, 1000), trial)
      }
      const [first] = SAMPLE_RESULT.cells as [ResultCell]
      return { ...first, strategy, outcomes: toOutcomes(log) }
    }
    const result = { ...SAMPLE_RESULT, cells: [logged('a', 0), logged('b', -1000)] }
    const verdicts = judged(
      result,
      expecting('b', 'lte_good', 'p50 < a', 'p50 <= 90% of a', 'waits <= a', 'waits <= 50% of a'),
    )
    // A millisecond of 700 is less, and less than a tenth.
    assert.deepEqual(kinds(verdicts), ['kept', 'broken', 'kept', 'broken'])
  })

  it('tell of what never came there how long it was given there', () => {
    const onEdge = (name: string): ResultCell | undefined =>
      SAMPLE_RESULT.cells.find(({ strategy, profile }) => strategy === name && profile === 'edge')
    // In the baseline nobody by this strategy ever got there.
    assert.ok(onEdge(FAST))
    const alive = onEdge(LEGACY)
    assert.ok(alive)
    const before = { ...SAMPLE_RESULT, settings: { ...SAMPLE_RESULT.settings, timeoutMs: 4000 } }
    const [verdict] = judged(
      { ...SAMPLE_RESULT, cells: [{ ...alive, strategy: FAST }] },
      expecting(FAST, 'edge', 'p50 <= 50% of baseline'),
      before,
    )
    assert.match(verdict?.found ?? '', /limit > 2 s$/)
  })

  it('are broken relatively where nobody ever came, and kept where nobody did there', () => {
    const never = SAMPLE_RESULT.cells.map((cell) =>
      cell.strategy === FAST ? { ...cell, completed: 0, milestones: {} } : cell,
    )
    const verdicts = judged(
      { ...SAMPLE_RESULT, cells: never },
      {
        budgets: [
          { strategy: FAST, profile: 'lte_good', expect: [`p50 <= 200% of ${LEGACY}`] },
          { strategy: LEGACY, profile: 'lte_good', expect: [`p50 <= 80% of ${FAST}`] },
        ],
      },
    )
    assert.deepEqual(kinds(verdicts), ['broken', 'kept'])
  })

  it('say in how many trials where that is not all that either has', () => {
    const logged = (strategy: string, trials: number): ResultCell => {
      const log = new OutcomeLog()
      for (let trial = 0; trial < trials; trial += 1)
        log.record(readyTrial(500_000 + trial, 1000), trial)
      const [first] = SAMPLE_RESULT.cells as [ResultCell]
      return { ...first, strategy, trials, completed: trials, outcomes: toOutcomes(log) }
    }
    const found = (trials: number): string =>
      judged(
        { ...SAMPLE_RESULT, cells: [logged('a', 400), logged('b', trials)] },
        expecting('b', 'lte_good', 'p50 <= a'),
      )[0]?.found ?? ''
    assert.doesNotMatch(found(400), /trials of both/)
    assert.match(found(100), / in 100 trials of both$/)
  })

  it('are not kept by a result that has nothing of them, or cannot tell', () => {
    const strategies = { 'legacy-isr-direct': { waits: { tcp: 1 } } }
    assert.throws(() => judged(SAMPLE_RESULT, { strategies }), {
      field: 'strategies."legacy-isr-direct"',
      found: 'no cell of it in the result',
    })
    const said = { strategies: { [LEGACY]: { said: ['stream:stream'] } } }
    assert.deepEqual(kinds(judged(SAMPLE_RESULT, said)), ['inconclusive'])
  })

  it('tell any change in round trips since the baseline, layer by layer, fewer as well', () => {
    const later: Result = {
      ...SAMPLE_RESULT,
      cells: SAMPLE_RESULT.cells.map((cell) =>
        cell.strategy === LEGACY && cell.waits !== null
          ? { ...cell, waits: { total: 8, byLayer: { ...cell.waits.byLayer, starttls: 1 } } }
          : cell,
      ),
    }
    const verdicts = judged(later, {}, SAMPLE_RESULT)
    assert.deepEqual(
      failing(verdicts, false).map(({ subject, found, details }) => [
        subject.where,
        found,
        details,
      ]),
      [
        ['lte_good', '8 waits', ['starttls: 2 → 1']],
        ['edge', '8 waits', ['starttls: 2 → 1']],
      ],
    )
  })

  it('that nothing can be held against are an error with its place', () => {
    assert.throws(
      () => judged(SAMPLE_RESULT, expecting(LEGACY, 'nowhere', 'waits <= 1')),
      /b\.json: budgets\[0\]: found no cell of legacy-resume-starttls on nowhere/,
    )
    assert.throws(
      () => judged(SAMPLE_RESULT, expecting(LEGACY, 'edge', 'waits <= 1', 'p50 <= baseline')),
      /b\.json: budgets\[0\]\.expect\[1\]: found nothing of "baseline"/,
    )
  })
})

const connection = (changes: Partial<JudgedConnection> = {}): JudgedConnection => ({
  number: 1,
  kind: 'reconnect',
  outcome: { kind: 'ready' },
  waits: { total: 4, byLayer: { tcp: 1, tls: 1, auth: 2 } },
  octets: { untilReady: { up: 900, down: 4000 }, total: { up: 1000, down: 5000 } },
  advice: [],
  ...changes,
})

describe('budgets of clients that were served', () => {
  const onServed = (client: object, ...served: readonly JudgedConnection[]): readonly Verdict[] =>
    judge(fileOf({ clients: { reconnect: client } }), 'b.json', {
      ...{ cells: [], said: new Map(), baseline: undefined, served },
    })

  it('are of waits, octets and advice, connection by connection', () => {
    const client = {
      waits: { tcp: 1, tls: 1, auth: 2 },
      never: ['enabled-twice'],
      expect: ['waits <= 4', 'bytes.up <= 1kB'],
    }
    assert.deepEqual(new Set(kinds(onServed(client, connection()))), new Set(['kept']))
    const bad = connection({
      number: 2,
      waits: { total: 5, byLayer: { tcp: 1, tls: 1, auth: 3 } },
      octets: { untilReady: { up: 1001, down: 0 }, total: { up: 0, down: 0 } },
      advice: [{ code: 'enabled-twice', text: 'asked for stream management again' }],
    })
    const broken = failing(onServed(client, connection(), bad), false)
    assert.deepEqual(
      broken.map(({ expected, details }) => [expected, ...details]),
      [
        ['4 waits, layer by layer', 'auth: 2 → 3'],
        ['waits <= 4', 'found tcp 1, tls 1, auth 3'],
        ['bytes.up <= 1kB'],
        ['never enabled-twice', 'asked for stream management again'],
      ],
    )
  })

  it('are broken by one that never reconnected, or never became ready', () => {
    assert.deepEqual(kinds(onServed({ atLeast: 1 }, connection({ kind: 'cold' }))), ['broken'])
    assert.deepEqual(kinds(onServed({}, connection({ outcome: { kind: 'gone' } }))), [
      'kept',
      'broken',
    ])
  })

  it('are of nobody who has said nothing to what could not read it', () => {
    const passed = (up: number) =>
      JSON.stringify({
        ...{ kind: 'connection', number: 1, connectedMs: 60 },
        ...{ waits: { total: 1, byLayer: { tcp: 1 } }, octets: { total: { up, down: 300 } } },
      })
    for (const [up, found] of [
      [0, 'broken'],
      [1, 'kept'],
    ] as const) {
      const { connections } = accepted(readServed(passed(up), 's'))
      assert.deepEqual(kinds(judgeServed('any', { atLeast: 1 }, connections)), [found])
      // Nor is it one that may have reconnected unseen.
      const unseen = up === 0 ? 'broken' : 'inconclusive'
      assert.deepEqual(kinds(judgeServed('reconnect', { atLeast: 1 }, connections)), [unseen])
    }
  })

  it('are read from lines of JSON, in which other kinds are passed over', () => {
    const lines = [{ kind: 'listening', ports: {} }, connection(), { kind: 'summary' }]
    const text = `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`
    assert.deepEqual(accepted(readServed(text, 's')), {
      connections: [connection()],
      episodes: [],
      lateMs: 0,
    })
    for (const [wrong, expected] of [
      ['{', /^s:1:1: found "\{", expected lines of JSON/],
      ['{}', /^s:1:1: /],
      [JSON.stringify({ ...connection(), waits: 3 }), /^s:1:1: waits: found 3/],
    ] as const) {
      const read = readServed(wrong, 's')
      assert.ok(!read.ok)
      assert.match(read.error.message, expected)
    }
  })
})
