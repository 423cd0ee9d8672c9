import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { NORMAL_UPPER_HALF } from '../../src/link/normal-quantiles.ts'
import { Random } from '../../src/random.ts'
import { OutcomeLog } from '../../src/record/outcomes/log.ts'
import { confidenceRanks } from '../../src/record/percentile.ts'
import { differenceInterval } from '../../src/result/difference/arms.ts'
import { changeOfBatches } from '../../src/result/difference/batch-change.ts'
import { tendencyOf } from '../../src/result/difference/change.ts'
import { incomparable } from '../../src/result/difference/comparable.ts'
import { type CellDifference, differenceOf } from '../../src/result/difference/difference.ts'
import { meanChange } from '../../src/result/difference/mean-change.ts'
import { quantileChange } from '../../src/result/difference/quantile-change.ts'
import { phi, shareChange, wilson } from '../../src/result/difference/share-change.ts'
import { student975 } from '../../src/result/difference/student.ts'
import { type Given, withBounds } from '../../src/result/difference/time-change.ts'
import { toOutcomes } from '../../src/result/kept-outcomes.ts'
import type { Result, ResultCell, ResultLatency } from '../../src/result/result.ts'
import { readyTrial, TIMED_OUT } from '../record/sample-trials.ts'
import { SAMPLE_RESULT } from './sample-result.ts'

const near = (found: number | null | undefined, expected: number, by: number): void => {
  assert.ok(
    found !== null && found !== undefined && Math.abs(found - expected) <= by,
    `found ${found}, expected ${expected} ± ${by}`,
  )
}

describe('Student’s quantile', () => {
  it('is what tables have', () => {
    for (const [freedom, quantile] of [
      [1, 12.7062],
      [10, 2.22814],
      [29, 2.04523],
      [100, 1.98397],
      [1e6, 1.95997],
    ] as const) {
      near(student975(freedom), quantile, 0.00002)
    }
  })
})

describe('intervals of shares', () => {
  it('are those of the example of Newcombe (1998): 56 of 70 against 48 of 80', () => {
    // Table II, method 10: 0.0524 to 0.3339, for the first less the second.
    const { difference, ci95 } = shareChange({ part: 48, whole: 80 }, { part: 56, whole: 70 }, 0)
    near(difference, 0.2, 1e-9)
    near(ci95?.[0], 0.0524, 0.0001)
    near(ci95?.[1], 0.3339, 0.0001)
  })

  it('are those of Wilson for one of them, and end at 0 and 1', () => {
    // 15 of 148: 0.0624 to 0.1605 (Newcombe, Statistics in Medicine 17 (1998) 857, method 3).
    const { ci95 } = wilson({ part: 15, whole: 148 })
    near(ci95[0], 0.0624, 0.0001)
    near(ci95[1], 0.1605, 0.0001)
    assert.deepEqual(
      [wilson({ part: 0, whole: 9 }).ci95[0], wilson({ part: 9, whole: 9 }).ci95[1]],
      [0, 1],
    )
  })

  it('know how much two things go together', () => {
    const [yes, no] = [true, false]
    assert.equal(
      phi([
        [yes, yes],
        [no, no],
      ]),
      1,
    )
    assert.equal(
      phi([
        [yes, no],
        [no, yes],
      ]),
      -1,
    )
    assert.equal(
      phi([
        [yes, no],
        [yes, no],
      ]),
      0,
    )
  })
})

describe('the interval of a difference', () => {
  it('is wider by the other side’s the less they go together', () => {
    const side = (value: number) => ({ value, ci95: [value - 3, value + 4] as const })
    // 3 and 4 at right angles; all the way together they take each other away.
    assert.deepEqual(differenceInterval(side(10), side(20), 0), [10 - 5, 10 + 5])
    assert.deepEqual(differenceInterval(side(10), side(20), 1), [10 - 1, 10 + 1])
  })
})

describe('a difference of means', () => {
  it('has Student’s interval of the paired differences', () => {
    // Differences 1, 2 and 3: mean 2, deviation 1, and t of two degrees 4.30265.
    const { difference, ci95 } = meanChange([
      [10, 11],
      [20, 22],
      [60, 63],
    ])
    assert.equal(difference, 2)
    near(ci95?.[0], 2 - 4.30265 / Math.sqrt(3), 1e-4)
    near(ci95?.[1], 2 + 4.30265 / Math.sqrt(3), 1e-4)
  })

  it('is certain where every pair differs alike', () => {
    assert.deepEqual(
      meanChange([
        [7, 6],
        [9, 8],
      ]).ci95,
      [-1, -1],
    )
  })
})

describe('a difference of percentiles', () => {
  const single = (values: readonly number[]) => values.map((value) => [value] as const)
  const zip = (a: readonly number[], b: readonly number[]) =>
    single(a).map((one, index) => [one, single(b)[index] ?? []] as const)
  const numbers = (count: number, at: (index: number) => number) =>
    Array.from({ length: count }, (_, index) => at(index))

  it('is nothing, and surely so, where every trial is as it was', () => {
    const same = numbers(50, (index) => (7919 * index) % 101)
    assert.deepEqual(quantileChange(zip(same, same), 95).ci95, [0, 0])
  })

  it('is certain where every trial is faster by as much', () => {
    const before = numbers(1000, (index) => 1000 + ((7919 * index) % 1009))
    const after = before.map((value) => value - 30)
    const { difference, ci95 } = quantileChange(zip(before, after), 50)
    assert.deepEqual([difference, ci95], [-30, [-30, -30]])
  })

  it('is as wide as one side’s own interval where the other does not vary', () => {
    const [low = 0, high = 0] = confidenceRanks(50, 1000)
    const after = numbers(1000, (index) => ((7919 * index) % 1000) + 1)
    const { before, difference, ci95 } = quantileChange(
      zip(
        numbers(1000, () => 100),
        after,
      ),
      50,
    )
    assert.deepEqual([before, difference], [100, 400])
    assert.deepEqual(ci95, [low - 100, high - 100])
  })

  it('is open where there are too few trials, and where they never came', () => {
    const few = numbers(100, (index) => index)
    assert.deepEqual(quantileChange(zip(few, few.toReversed()), 99).ci95, [null, null])
    const never = numbers(100, (index) => (index % 2 === 0 ? index : Number.POSITIVE_INFINITY))
    const { after, difference } = quantileChange(zip(few, never), 95)
    assert.deepEqual([after, difference], [null, null])
  })

  it('has what it really is in its interval, in 95 of 100 cases or more', () => {
    const random = Random.seeded('coverage')
    const normal = (): number => {
      const at = 512 * (random.unit() - 0.5)
      const index = Math.abs(Math.trunc(at))
      const [low = 0, high = low] = NORMAL_UPPER_HALF.slice(index, index + 2)
      return (Math.sign(at) * (low + (Math.abs(at) % 1) * (high - low))) / 1_000_000
    }
    const CASES = 300
    const SAMPLES = [
      ...[20, 50, 400].map((size) => ({ size, percent: 50, quantile: 0 })),
      { size: 400, percent: 95, quantile: 1.645 },
    ]
    for (const { size, percent, quantile } of SAMPLES) {
      // Of the last but one, own luck is less than what is between two trials: a back-off that both have.
      for (const correlation of [0, 0.8, 0.99999, 1]) {
        let held = 0
        for (let one = 0; one < CASES; one += 1) {
          const pairs = numbers(size, () => 0).map(() => {
            const [z, own] = [normal(), normal()]
            const w = correlation * z + Math.sqrt(1 - correlation * correlation) * own
            return [[100 + 10 * z], [90 + 8 * w]] as const
          })
          const [low, high] = quantileChange(pairs, percent).ci95 ?? []
          const truth = 90 + 8 * quantile - (100 + 10 * quantile)
          if ((low ?? truth) <= truth && truth <= (high ?? truth)) held += 1
        }
        // 285 were to be expected; fewer than 274 are found in one of a thousand runs.
        const what = `p${percent} of ${size}, correlation ${correlation}`
        assert.ok(held >= 274, `${what}: ${held} of ${CASES}`)
      }
    }
  })

  it('has it also where all that is not own luck is as in the other', () => {
    const random = Random.seeded('staircase')
    for (const size of [20, 50, 200]) {
      let held = 0
      for (let one = 0; one < 300; one += 1) {
        const pairs = numbers(size, () => 0).map(() => {
          const common = 10_000 * random.unit()
          return [[common + 60 * random.unit()], [common + 60 * random.unit() + 500]] as const
        })
        const [low, high] = quantileChange(pairs, 50).ci95 ?? []
        if ((low ?? 500) <= 500 && 500 <= (high ?? 500)) held += 1
      }
      assert.ok(held >= 274, `of ${size}: ${held} of 300`)
    }
  })
})

describe('batches', () => {
  it('are held against their twins', () => {
    const batch = (from: number, ms: number) => ({
      from,
      percentiles: { p50: ms, p90: ms, p95: ms, p99: ms },
    })
    const twins = [
      [batch(0, 100), batch(0, 90)],
      [batch(1, 300), batch(1, 290)],
    ] as const
    const { before, after, difference, ci95 } = changeOfBatches(twins, 'p99')
    assert.deepEqual([before, after, difference, ci95], [200, 190, -10, [-10, -10]])
  })
})

const [first] = SAMPLE_RESULT.cells as [ResultCell]

const logged = (shift: number, failing = 0): ResultCell => {
  const log = new OutcomeLog()
  for (let trial = 0; trial < 400; trial += 1) {
    const readyUs = 500_000 + ((7919 * trial) % 401) * 1000 + shift
    log.record(trial < failing ? TIMED_OUT : readyTrial(readyUs, 1000), trial)
  }
  return { ...first, outcomes: toOutcomes(log) }
}

/** Of so many trials, each with its time in microseconds, or none. */
const timed = (readyUs: (trial: number) => number | undefined, trials = 400): ResultCell => {
  const log = new OutcomeLog()
  let failed = 0
  for (let trial = 0; trial < trials; trial += 1) {
    const us = readyUs(trial)
    if (us === undefined) failed += 1
    log.record(us === undefined ? TIMED_OUT : readyTrial(us, 1000), trial)
  }
  return { ...first, trials, completed: trials - failed, outcomes: toOutcomes(log) }
}

const resultOf = (...cells: readonly ResultCell[]): Result => ({
  ...SAMPLE_RESULT,
  cells: [...cells],
})

const differenceBetween = (before: ResultCell, after: ResultCell): CellDifference => {
  const [cell] = differenceOf(resultOf(before), resultOf(after)).cells
  assert.ok(cell)
  return cell
}

describe('a side that never came', () => {
  type Ends = ResultLatency['ci95']['p50']
  const given = (timeoutMs: number, p50: Ends | 'nobody'): Given => {
    const { ready } = first.milestones
    assert.ok(ready)
    if (p50 === 'nobody') return { cell: { ...first, milestones: {} }, timeoutMs }
    const cell = { ...first, milestones: { ready: { ...ready, ci95: { ...ready.ci95, p50 } } } }
    return { cell, timeoutMs }
  }
  const came = given(60_000, [490, 510])
  const worse = { before: 500, after: null, difference: null, ci95: null }
  const better = { before: null, after: 500, difference: null, ci95: null }

  for (const [what, after, ci95, direction] of [
    ['in none of the trials', given(2000, 'nobody'), [2000 - 510, null], 'more'],
    ['in most, as far as they tell', given(2000, [{ beyondMs: 2000 }, null]), [1490, null], 'more'],
    ['in about a half', given(2000, [1800, { beyondMs: 2000 }]), [1800 - 510, null], 'more'],
    ['in less time than the other takes', given(400, 'nobody'), [400 - 510, null], 'unclear'],
    ['of too few trials to say', given(2000, [null, null]), [null, null], 'unclear'],
  ] as const) {
    it(`${what}: took longer than it was given`, () => {
      const change = withBounds(worse, { before: came, after }, 'p50')
      assert.deepEqual([change.ci95, tendencyOf(change)], [ci95, direction])
      const back = withBounds(better, { before: after, after: came }, 'p50')
      const [low] = ci95
      // As far the other way: what came took 490 at the least and 510 at the most.
      assert.deepEqual(back.ci95, [null, low === null ? null : -low])
    })
  }

  it('is held against so many times what the other took', () => {
    const sides = { before: came, after: given(2000, 'nobody') }
    assert.deepEqual(withBounds(worse, sides, 'p50', 3).ci95, [2000 - 3 * 510, null])
  })

  it('says nothing where nothing was tried', () => {
    const nothing = given(2000, 'nobody')
    const after = { ...nothing, cell: { ...nothing.cell, trials: 0 } }
    assert.deepEqual(withBounds(worse, { before: came, after }, 'p50').ci95, [null, null])
  })

  it('is not the same as another that came no more, however long that was given', () => {
    const neither = { ...worse, before: null }
    const short = given(2000, 'nobody')
    for (const after of [short, given(9000, 'nobody')]) {
      const change = withBounds(neither, { before: short, after }, 'p50')
      assert.deepEqual([change.ci95, tendencyOf(change)], [null, 'unclear'])
    }
  })

  it('is said to be longer than it was given, unless nothing was tried', () => {
    const never = { ...first, milestones: {} }
    const timeOf = (before: ResultCell, after: ResultCell) =>
      differenceOf(resultOf(before), resultOf(after)).cells[0]?.times.p50
    const { timeoutMs } = SAMPLE_RESULT.settings
    assert.deepEqual(timeOf(never, never), {
      ...{ before: null, after: null, difference: null, ci95: null, direction: 'unclear' },
      beyondMs: { before: timeoutMs, after: timeoutMs },
    })
    assert.deepEqual(timeOf(first, never)?.beyondMs, { after: timeoutMs })
    assert.equal(timeOf(first, first)?.beyondMs, undefined)
    assert.equal(timeOf(first, { ...never, trials: 0 })?.beyondMs, undefined)
  })

  it('leaves the other what it is, where not all batches of ten thousand know both', () => {
    const batches = (known: number): ResultCell => {
      const { outcomes } = logged(0)
      assert.ok(outcomes)
      const later = Array.from({ length: 12 }, (_, index) => {
        const time = index < known ? 500 : null
        const from = (index + 10) * 10_000
        const to = from + 10_000
        return { from, to, times: 10_000, failed: 0, p50: time, p90: time, p95: time, p99: time }
      })
      return { ...first, outcomes: { ...outcomes, batches: later } }
    }
    const never = { ...batches(11), milestones: {} }
    const [cell] = differenceOf(resultOf(batches(12)), resultOf(never)).cells
    assert.deepEqual(cell?.basis, { kind: 'batches', batches: 12 })
    assert.deepEqual([cell.times.p50.before, cell.times.p50.after], [543.21, null])
    assert.equal(cell.times.p50.direction, 'more')
  })

  it('is told by two results, however they are paired', () => {
    const never = { ...logged(0, 400), milestones: {} }
    const { cells } = differenceOf(resultOf(logged(0)), resultOf(never))
    const p50 = cells[0]?.times.p50
    assert.deepEqual([p50?.after, p50 && tendencyOf(p50)], [null, 'more'])
  })
})

describe('two results', () => {
  it('that are paired tell a difference of a millisecond from none', () => {
    const [cell] = differenceOf(resultOf(logged(0)), resultOf(logged(-1000))).cells
    assert.deepEqual(cell?.basis, { kind: 'trials', trials: 400 })
    const { p50 } = cell.times
    assert.deepEqual([p50.difference, p50.ci95], [-1, [-1, -1]])
    assert.equal(tendencyOf(p50), 'less')
    assert.deepEqual(cell.bytes.up, {
      ...{ before: 1000, after: 1000, difference: 0, ci95: [0, 0] },
      direction: 'same',
    })
  })

  it('that are not are held against each other by their own intervals, which do not', () => {
    const slower = { ...first, milestones: { ready: { ...first.milestones.ready, p95: 721 } } }
    const [cell] = differenceOf(resultOf(first), resultOf(slower as ResultCell)).cells
    assert.deepEqual(cell?.basis, { kind: 'unpaired' })
    assert.equal(cell.times.p95.difference, 1)
    assert.equal(tendencyOf(cell.times.p95), 'unclear')
  })

  it('say by how much the share of failures differs', () => {
    const { failed } = differenceOf(resultOf(logged(0)), resultOf(logged(0, 40))).cells[0] ?? {}
    assert.deepEqual([failed?.before, failed?.after, failed?.difference], [0, 0.1, 0.1])
    assert.equal(failed && tendencyOf(failed), 'more')
  })

  it('of which trials differ are not called the same where their percentile is', () => {
    // Each a millisecond behind the one before; of the later half 9 ms more. The median is the 200th, as it
    // was, and its interval reaches from where all are as they were to where all take those 9 ms.
    const slower = timed((trial) => 500_000 + trial * 1000 + (trial < 200 ? 0 : 9000))
    const { times } = differenceBetween(
      timed((trial) => 500_000 + trial * 1000),
      slower,
    )
    assert.equal(times.p50.difference, 0)
    assert.deepEqual(times.p50.ci95, [0, 9])
    assert.equal(times.p50.direction, 'unclear')
  })

  it('of too few trials are open where one differs, and the same where none does', () => {
    const few = (last: number): ResultCell =>
      timed((trial) => 500_000 + (trial === 3 ? last : trial), 4)
    const { p50 } = differenceBetween(few(3), few(9)).times
    assert.deepEqual([p50.difference, p50.ci95, p50.direction], [0, [null, null], 'unclear'])
    assert.equal(differenceBetween(few(3), few(3)).times.p50.direction, 'same')
  })

  it('that are not paired are the same in all that they tell, or unclear', () => {
    const { times, failed } = differenceBetween(first, first)
    assert.deepEqual([times.p95.direction, failed.direction], ['same', 'same'])
    // Not one figure is another but a later percentile: so some trials are.
    const { ready } = first.milestones
    assert.ok(ready)
    const later = { ...first, milestones: { ready: { ...ready, p99: (ready.p99 ?? 0) + 1 } } }
    const other = differenceBetween(first, later)
    assert.equal(other.times.p95.difference, 0)
    assert.equal(other.times.p95.direction, 'unclear')
    // Where none of either fails, whoever they are is alike.
    assert.equal(other.failed.direction, 'same')
  })

  it('of which as many fail are the same if these are the same trials', () => {
    const failing = (...trials: readonly number[]): ResultCell =>
      timed((trial) => (trials.includes(trial) ? undefined : 500_000 + trial))
    const failed = (before: ResultCell, after: ResultCell) => {
      const { difference, direction } = differenceBetween(before, after).failed
      return [difference, direction]
    }
    assert.deepEqual(failed(failing(3, 5), failing(3, 5)), [0, 'same'])
    assert.deepEqual(failed(failing(3, 5), failing(3, 7)), [0, 'unclear'])
  })

  it('say layer by layer which round trips differ', () => {
    const waits = { total: 10, byLayer: { ...first.waits?.byLayer, sm: 2 } }
    const [cell] = differenceOf(resultOf(first), resultOf({ ...first, waits })).cells
    assert.deepEqual(cell?.layers, [{ layer: 'sm', before: 1, after: 2 }])
    assert.deepEqual(cell.waits, {
      ...{ before: 9, after: 10, difference: 1, ci95: [1, 1] },
      direction: 'more',
    })
  })

  it('say what only one of them has, and what else differs', () => {
    const later: Result = {
      ...resultOf({ ...first, strategy: 'another' }, first),
      tool: { ...SAMPLE_RESULT.tool, version: '9.0.0' },
      interrupted: true,
    }
    const { onlyBefore, onlyAfter, unlike } = differenceOf(SAMPLE_RESULT, later)
    assert.equal(onlyBefore.length, SAMPLE_RESULT.cells.length - 1)
    assert.deepEqual(
      onlyAfter.map(({ strategy }) => strategy),
      ['another'],
    )
    assert.deepEqual(
      unlike.map(({ what, after }) => [what, after]),
      [
        ['version', '9.0.0 abc1234'],
        ['end', 'interrupted'],
      ],
    )
  })

  it('of another seed, link or scenario cannot be compared', () => {
    const what = (changes: Partial<Result>): string | undefined =>
      incomparable(SAMPLE_RESULT, { ...SAMPLE_RESULT, ...changes })?.what
    assert.equal(what({}), undefined)
    assert.equal(what({ seed: '2' }), 'seed')
    const { lte_good: _, ...others } = SAMPLE_RESULT.profiles
    const lte_good = { description: ['RTT 60 ms, jitter 5 ms, loss 0.1 %', 'MTU 1280 bytes'] }
    assert.equal(what({ profiles: { ...others, lte_good } }), 'link under the name lte_good')
    const scenarios = (at: string) => ({ tunnel: { summary: '', settings: { at } } })
    assert.equal(
      incomparable(
        { ...SAMPLE_RESULT, scenarios: scenarios('1 s') },
        { ...SAMPLE_RESULT, scenarios: scenarios('2 s') },
      )?.what,
      'scenario under the name tunnel',
    )
  })

  it('without a cell in common are told apart by what they have nothing in common of', () => {
    type Name = Pick<ResultCell, 'strategy' | 'profile'> &
      Partial<Pick<ResultCell, 'scenario' | 'policy' | 'server'>>
    const of = (...names: readonly Name[]) =>
      resultOf(...names.map((name) => ({ ...first, ...name })))
    const attempt = { strategy: 'a', profile: 'x' }
    const life = { ...attempt, scenario: 'tunnel', policy: 'quick' }
    const at = (...servers: readonly string[]) =>
      of(...servers.map((server) => ({ ...attempt, server })))
    const cases: readonly (readonly [Result, Result, ...(readonly string[])])[] = [
      [of(attempt), of({ ...attempt, strategy: 'b' }), 'strategy', 'a', 'b'],
      [
        of(attempt),
        of(life, { ...life, scenario: 'server-restart' }),
        ...['scenario', 'no scenario', 'tunnel and server-restart'],
      ],
      [of(life), of({ ...life, policy: 'slow' }), 'policy', 'quick', 'slow'],
      [
        of(attempt),
        of({ strategy: 'b', profile: 'y' }, { strategy: 'c', profile: 'y' }),
        ...['strategy and profile', 'a with x', 'b and c with y'],
      ],
      [at('prosody', 'ejabberd'), at('ideal'), 'server', 'prosody and ejabberd', 'ideal'],
      [
        of(attempt),
        of(...['b', 'c', 'd', 'e', 'f'].map((strategy) => ({ ...attempt, strategy }))),
        ...['strategy', 'a', 'b, c, d and 2 more'],
      ],
    ]
    for (const [before, after, what, then, now] of cases) {
      assert.deepEqual(incomparable(before, after), { what, before: then, after: now })
    }
    // Every name is in both, though in no cell together.
    const crossed = incomparable(
      of(attempt, { strategy: 'b', profile: 'y' }),
      of({ strategy: 'a', profile: 'y' }),
    )
    assert.equal(crossed?.what, 'combination of strategy, profile and scenario')
    assert.match(crossed.before, /^a with x with no scenario and b with y with no scenario$/)
    assert.equal(incomparable(of(attempt), of())?.after, 'nothing')
  })
})
