/** Budgets, held against a run, a result, or what a server or a capture has seen. */
import { BUDGETS_FILE, type BudgetFile } from '../budget/budget-file.ts'
import type { Checked } from '../budget/checked.ts'
import { BASELINE } from '../budget/expectation.ts'
import { judge, placedIn } from '../budget/judge/judge.ts'
import { nothingJudged, passedOver } from '../budget/judge/passed-over.ts'
import type { JudgedConnection } from '../budget/judge/served.ts'
import type { Served } from '../budget/served-lines.ts'
import { readAnalysedFile, readBudgets, readServedFile } from '../files/budgets.ts'
import { accepted, InputError } from '../json/input-error.ts'
import { type Unlike, unlikesOfTwins } from '../result/difference/comparable.ts'
import { twinOf } from '../result/difference/twins.ts'
import type { Result } from '../result/result.ts'
import { refuseIncomparable } from './diff.ts'
import { type Gathered, gather, plannedRuns } from './running/check.ts'
import { checkWordsGiven, optionsFor, resultGiven } from './running/given.ts'
import type { CheckOptions, CheckWords } from './terms/check.ts'

/**
 * Holds what reconnects cost against what they may. Without a result it runs what the budgets are
 * about.
 *
 *     const { verdicts } = await check({ budgets: 'xmpp-rtt.budgets.json' })
 *     verdicts.filter(({ kind }) => kind === 'broken')
 *
 * @throws {InputError} (as a rejection) when a file is wrong, or has nothing to be held against.
 */
export async function check(words: CheckWords = {}, options: CheckOptions = {}): Promise<Checked> {
  checkWordsGiven(words)
  optionsFor('check', options)
  const name = words.budgets ?? BUDGETS_FILE
  const file = accepted(readBudgets(name))
  const baseline = resultOf('baseline', words.baseline ?? file.baseline)
  const measured = words.result !== undefined || (words.served ?? words.analyzed) === undefined
  if (measured && baseline === undefined) refuseBaselineless(file, name)
  const seen = words.served === undefined ? undefined : accepted(readServedFile(words.served))
  const served = connectionsOf(words, seen)
  const gathered = await evidence(file, name, words, options)
  if (baseline !== undefined) refuseOther(baseline, gathered.results, name)
  const episodes = seen?.episodes
  const asked = measured ? file : clientsOnly(file)
  const lateMs = seen?.lateMs
  const verdicts = judge(asked, name, { ...gathered, baseline, served, episodes, lateMs })
  const interrupted = gathered.results.some((result) => result.interrupted === true)
  const parts = passedOver(file, {
    measured,
    served: served !== undefined,
    episodes: episodes !== undefined,
  })
  if (verdicts.length === 0 && !interrupted) throw nothingJudged(name, parts)
  const unlike = baseline === undefined ? [] : unlikesOf(baseline, gathered.results)
  return { verdicts, passedOver: parts, unlike, interrupted }
}

const resultOf = (field: string, result: Result | string | undefined): Result | undefined =>
  result === undefined ? undefined : resultGiven(field, result)

/** Before anything is run. */
function refuseBaselineless({ budgets = [] }: BudgetFile, file: string): void {
  for (const [index, { expect }] of budgets.entries()) {
    const at = expect.findIndex(({ limit }) => limit.kind === 'relative' && limit.to === BASELINE)
    if (at === -1) continue
    throw new InputError({
      ...{ code: 'senseless', file, field: `budgets[${index}].expect[${at}]` },
      found: `"${expect[at]?.text}" and no baseline`,
      expected: '"baseline" in the file, or --baseline',
    })
  }
}

function connectionsOf(
  { analyzed }: CheckWords,
  seen: Served | undefined,
): readonly JudgedConnection[] | undefined {
  if (seen === undefined && analyzed === undefined) return undefined
  return [
    ...(seen?.connections ?? []),
    ...(analyzed === undefined ? [] : accepted(readAnalysedFile(analyzed))),
  ]
}

async function evidence(
  file: BudgetFile,
  name: string,
  words: CheckWords,
  options: CheckOptions,
): Promise<Gathered> {
  const given = resultOf('result', words.result)
  if (given !== undefined) return { cells: placedIn(given), results: [given], said: new Map() }
  if (words.served !== undefined || words.analyzed !== undefined) {
    return { cells: [], results: [], said: new Map() }
  }
  return await gather(plannedRuns(file, name), options)
}

/** A baseline need not have everything, but something, and what it has must be of the same links. */
function refuseOther(baseline: Result, results: readonly Result[], file: string): void {
  const alike = results.filter((result) =>
    result.cells.some((cell) => twinOf(baseline, cell) !== undefined),
  )
  for (const result of alike.length === 0 ? results.slice(0, 1) : alike) {
    refuseIncomparable(baseline, result, { file, field: 'baseline' })
  }
}

/** Each once, of however many runs. */
const unlikesOf = (baseline: Result, results: readonly Result[]): readonly Unlike[] => [
  ...new Map(
    results
      .flatMap((result) => unlikesOfTwins(baseline, result))
      .map((one) => [JSON.stringify(one), one] as const),
  ).values(),
]

const clientsOnly = ({ clients }: BudgetFile): BudgetFile => ({ clients })
