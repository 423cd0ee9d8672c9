/** Runs a comparison for the budgets that it keeps. */
import { firstBudgets } from '../../budget/first-budgets.ts'
import { strategyName } from '../../run/spec.ts'
import type { CompareWords } from '../../words/compare.ts'
import type { CompareRun } from '../../words/reading/compare.ts'
import type { Unread } from '../../words/reading/unread.ts'
import { USUAL, USUAL_SERVER } from '../../words/settings.ts'
import type { CheckOptions } from '../terms/check.ts'
import { outlineOf } from './check.ts'
import { runCompare } from './compare.ts'

/** Undefined when it was interrupted: what a part of a run keeps is no budget. */
export async function initialBudgets(
  run: CompareRun,
  words: Unread<CompareWords>,
  options: CheckOptions,
): Promise<string | undefined> {
  const { result } = await runCompare(run, options)
  if (result.interrupted === true) return undefined
  const said = run.spec.strategies.map(
    (choice) => [strategyName(choice), outlineOf(run, choice)] as const,
  )
  return firstBudgets(result, new Map(said), unusual(words, run), USUAL_SERVER)
}

/** What budgets name one by one is left out, and what is usual. */
function unusual(
  words: Unread<CompareWords>,
  { spec }: CompareRun,
): Readonly<Record<string, unknown>> {
  const { profiles: _p, strategies: _s, servers: _v, scenarios: _c, policies: _o, ...rest } = words
  const usual: Readonly<Record<string, unknown>> = USUAL
  const said = Object.entries(rest).filter(
    ([field, value]) => value !== undefined && String(value) !== String(usual[field]),
  )
  return { trials: spec.trials, seed: spec.seed, ...Object.fromEntries(said) }
}
