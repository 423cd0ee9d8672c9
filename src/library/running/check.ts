/** Runs what a file of budgets asks for, and gathers the evidence that it is judged by. */
import type { Budget, BudgetFile } from '../../budget/budget-file.ts'
import { BASELINE } from '../../budget/expectation.ts'
import { type Placed, subjectOf } from '../../budget/judge/judge.ts'
import { InputError } from '../../json/input-error.ts'
import { saidOutline } from '../../record/said-outline.ts'
import { PERCENTILES } from '../../result/names.ts'
import { parsePercentage, percentOf } from '../../result/percentages.ts'
import type { Result } from '../../result/result.ts'
import { prepareCell } from '../../run/simulated/prepare.ts'
import { watchTrial } from '../../run/simulated/trace-trial.ts'
import { cellCount, type StrategyChoice } from '../../run/spec.ts'
import type { CompareWords } from '../../words/compare.ts'
import { type CompareRun, readCompare } from '../../words/reading/compare.ts'
import type { Unread } from '../../words/reading/unread.ts'
import type { CheckOptions } from '../terms/check.ts'
import { runCompare } from './compare.ts'

export interface Gathered {
  readonly cells: readonly Placed[]
  readonly results: readonly Result[]
  readonly said: ReadonlyMap<string, readonly string[]>
}

/** Where a strategy that nothing but round trips is expected of is run. */
const ANYWHERE = 'ideal'

/** What is run at once: everything but the strategies is the same. */
interface Group extends Pick<Budget, 'profile' | 'server' | 'scenario' | 'policy'> {
  readonly strategies: readonly string[]
}

/** @throws {InputError} about the first thing that cannot be run, in the words of the file. */
export function plannedRuns(
  file: BudgetFile,
  name: string,
): readonly (readonly [Group, CompareRun])[] {
  for (const field of NAMED_BY_BUDGETS) {
    if (file.run?.[field] === undefined) continue
    throw new InputError({
      ...{ code: 'wrong-value', file: name, field: `run.${field}` },
      ...{ found: 'it here', expected: 'it in "budgets", one by one' },
    })
  }
  return groupsOf(file).map((group) => [
    group,
    inWordsOf(name, () => readCompare(wordsOf(group, file))),
  ])
}

const NAMED_BY_BUDGETS = ['profiles', 'strategies', 'servers', 'scenarios', 'policies'] as const

function groupsOf({ strategies = {}, budgets = [] }: BudgetFile): readonly Group[] {
  const alone = Object.keys(strategies)
    .filter((strategy) => !budgets.some((budget) => budget.strategy === strategy))
    .map((strategy) => ({ strategy, profile: ANYWHERE, expect: [] }))
  const groups = new Map<string, Group & { readonly strategies: string[] }>()
  for (const budget of [...budgets, ...alone] as readonly Budget[]) {
    const { profile, server, scenario, policy, strategy, expect } = budget
    const key = JSON.stringify([profile, server, scenario, policy])
    const group = groups.get(key) ?? { profile, server, scenario, policy, strategies: [] }
    groups.set(key, group)
    const relatives = expect.flatMap(({ limit }) => (limit.kind === 'relative' ? [limit.to] : []))
    for (const one of [strategy, ...relatives]) {
      if (one !== BASELINE && !group.strategies.includes(one)) group.strategies.push(one)
    }
  }
  return [...groups.values()]
}

const wordsOf = (
  { profile, server, scenario, policy, strategies }: Group,
  { run = {}, budgets = [] }: BudgetFile,
): Unread<CompareWords> => ({
  ...run,
  ...percentilesOf(run['percentiles'], budgets),
  profiles: [profile],
  strategies,
  ...(server === undefined ? {} : { servers: [server] }),
  ...(scenario === undefined ? {} : { scenarios: [scenario] }),
  ...(policy === undefined ? {} : { policies: [policy] }),
})

/** What the budgets expect something of is told, beside what is told anyway. */
function percentilesOf(
  asked: unknown,
  budgets: readonly Budget[],
): Pick<Unread<CompareWords>, 'percentiles'> {
  const expected = budgets.flatMap(({ expect }) =>
    expect.flatMap(({ figure }) => (figure.kind === 'time' ? [figure.percentile] : [])),
  )
  const more = expected.filter((one) => !PERCENTILES.some((usual) => usual === one))
  const told = asked ?? PERCENTILES.map(percentOf).join()
  if (more.length === 0 || typeof told !== 'string') return {}
  const asTold = told.split(',').map((one) => {
    const percentage = parsePercentage(one.trim())
    return percentage === undefined ? one.trim() : String(percentOf(percentage))
  })
  const numbers = [...new Set([...asTold, ...more.map(percentOf).map(String)])]
  return { percentiles: numbers.join() }
}

/** Whoever wrote the file knows nothing of the options of another command. */
function inWordsOf<Value>(file: string, read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof InputError) || error.file !== undefined) throw error
    const { code, field, found, expected } = error
    const [first = ''] = field.split(/[.[]/, 1)
    const isNamed = NAMED_BY_BUDGETS.some((one) => one === first) || first === 'profile'
    throw new InputError({
      code,
      file,
      field: isNamed ? 'budgets' : `run.${field}`,
      found,
      expected,
    })
  }
}

export async function gather(
  runs: readonly (readonly [Group, CompareRun])[],
  { onProgress, ...options }: CheckOptions,
): Promise<Gathered> {
  let ahead = runs.reduce((sum, [, { spec }]) => sum + cellCount(spec) * spec.trials, 0)
  const cells: Placed[] = []
  const results: Result[] = []
  const said = new Map<string, readonly string[]>()
  let before = 0
  for (const [group, run] of runs) {
    ahead -= cellCount(run.spec) * run.spec.trials
    const { result } = await runCompare(run, {
      ...{ ...options, outcomes: true },
      onProgress: (done, trials) => onProgress?.(before + done, before + trials + ahead),
    })
    before += result.cells.reduce((sum, { trials }) => sum + trials, 0)
    results.push(result)
    for (const [index, strategy] of group.strategies.entries()) {
      const cell = result.cells[index]
      if (cell === undefined) continue
      const { profile, server, scenario, policy } = group
      const { timeoutMs } = result.settings
      const own = { strategy, profile, server, scenario, policy, cell, timeoutMs }
      cells.push({ ...own, subject: subjectOf(own) })
      const choice = run.spec.strategies[index]
      if (choice !== undefined && !said.has(strategy)) said.set(strategy, outlineOf(run, choice))
    }
  }
  return { cells, results, said }
}

/** Of the first trial; what has no earlier session to come from says nothing. */
export function outlineOf({ spec }: CompareRun, choice: StrategyChoice): readonly string[] {
  const watched = watchTrial(prepareCell({ ...spec, strategies: [choice], courses: [] }, 0), 0)
  return 'code' in watched ? [] : saidOutline(watched)
}
