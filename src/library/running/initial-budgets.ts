/** Runs a comparison for the budgets that it keeps. */
import { firstBudgets } from '../../budget/first-budgets.ts'
import { InputError } from '../../json/input-error.ts'
import type { ResultCell } from '../../result/result.ts'
import { type RunSpec, strategyName } from '../../run/spec.ts'
import type { CompareWords } from '../../words/compare.ts'
import type { CompareRun } from '../../words/reading/compare.ts'
import type { Unread } from '../../words/reading/unread.ts'
import { USUAL, USUAL_SERVER } from '../../words/settings.ts'
import type { CheckOptions } from '../terms/check.ts'
import { asTyped } from './as-typed.ts'
import { outlineOf } from './check.ts'
import { runCompare } from './compare.ts'

/**
 * Undefined when it was interrupted: what a part of a run keeps is no budget.
 *
 * @throws {InputError} where a file could not name what is run.
 */
export async function initialBudgets(
  run: CompareRun,
  words: Unread<CompareWords>,
  options: CheckOptions,
): Promise<string | undefined> {
  const { spec } = run
  const called = namesFor(spec, words)
  const { result } = await runCompare(run, options)
  if (result.interrupted === true) return undefined
  const said = spec.strategies.map(
    (choice) => [called.strategy(strategyName(choice)), outlineOf(run, choice)] as const,
  )
  const cells = result.cells.map((cell) => named(cell, called))
  return firstBudgets({ ...result, cells }, new Map(said), unusual(words, run), USUAL_SERVER)
}

type Names = Readonly<
  Record<'strategy' | 'profile' | 'server' | 'scenario' | 'policy', (name: string) => string>
>

function namesFor(
  { strategies, profiles, servers, courses }: RunSpec,
  words: Unread<CompareWords>,
): Names {
  const own = (things: readonly { readonly name: string }[]) => things.map(({ name }) => name)
  // The link is what was said of it, and nothing else.
  if (words.profiles === undefined && words.rtt !== undefined) {
    throw new InputError({
      ...{ code: 'senseless', field: 'profiles', found: 'none, for a file to name' },
      expected: 'one by its name or path, as in -p ideal --rtt 300ms',
    })
  }
  return {
    strategy: asTyped('strategies', words.strategies, strategies.map(strategyName)),
    profile: asTyped('profiles', words.profiles, own(profiles)),
    server: asTyped('servers', words.servers, own(servers)),
    scenario: asTyped('scenarios', words.scenarios, own(courses.map(({ scenario }) => scenario))),
    policy: asTyped('policies', words.policies, own(courses.map(({ policy }) => policy))),
  }
}

const named = (cell: ResultCell, names: Names): ResultCell => ({
  ...cell,
  strategy: names.strategy(cell.strategy),
  profile: names.profile(cell.profile),
  ...(cell.server === undefined ? {} : { server: cell.server && names.server(cell.server) }),
  ...(cell.scenario === undefined ? {} : { scenario: names.scenario(cell.scenario) }),
  ...(cell.policy === undefined ? {} : { policy: names.policy(cell.policy) }),
})

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
