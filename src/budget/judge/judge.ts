/** A file of budgets, held against what was measured. */
import { InputError } from '../../json/input-error.ts'
import { type Given, timeOf } from '../../result/difference/time-change.ts'
import { twinOf } from '../../result/difference/twins.ts'
import { isTold, percentOf } from '../../result/percentages.ts'
import type { Result } from '../../result/result.ts'
import { hasSeveralServers } from '../../result/servers.ts'
import type { Budget, BudgetFile } from '../budget-file.ts'
import { BASELINE, type Expectation } from '../expectation.ts'
import type { Subject, Verdict } from '../verdict.ts'
import { judgeCell } from './cell.ts'
import { type Episode, judgeEpisodes } from './episode.ts'
import { judgeCellRoundTrips } from './round-trips.ts'
import { judgeSaid } from './said.ts'
import { type JudgedConnection, judgeServed } from './served.ts'

/** A cell, and what the file calls it. */
export interface Placed extends Given {
  readonly subject: Subject
  readonly strategy: string
  readonly profile: string
  readonly server: string | undefined
  readonly scenario: string | undefined
  readonly policy: string | undefined
}

export interface Evidence {
  readonly cells: readonly Placed[]
  /** By the names in the file; of results that were written before nobody knows. */
  readonly said: ReadonlyMap<string, readonly string[]>
  readonly baseline: Result | undefined
  /** Undefined where none was handed in: then nothing is expected of clients. */
  readonly served: readonly JudgedConnection[] | undefined
  /** Undefined where nobody looked for any. */
  readonly episodes?: readonly Episode[] | undefined
  /** How late the machine was that saw them, in milliseconds; 0: its times are to be believed as they are. */
  readonly lateMs?: number | undefined
}

/**
 * In the order of the file: strategies, budgets, clients.
 *
 * @param name Of the file, for complaints.
 * @throws {InputError} when there is nothing to hold a budget against.
 */
export function judge(file: BudgetFile, name: string, evidence: Evidence): readonly Verdict[] {
  return [
    ...judgeStrategies(file, name, evidence),
    ...judgeBaseline(file, evidence),
    ...(file.budgets ?? []).flatMap((budget, index) => judgeBudget(budget, index, name, evidence)),
    ...judgeClients(file, evidence),
  ]
}

/** Profiles may differ in their milliseconds, not in round trips: each is looked at. */
function judgeStrategies(
  { strategies = {} }: BudgetFile,
  file: string,
  { cells, said }: Evidence,
): readonly Verdict[] {
  return Object.entries(strategies).flatMap(([strategy, known]) => {
    const own = cells.filter((placed) => placed.strategy === strategy)
    const { waits } = known
    if (own.length === 0) {
      throw new InputError({
        ...{ code: 'senseless', file, field: `strategies.${JSON.stringify(strategy)}` },
        ...{ found: 'no cell of it in the result', expected: HAVING_IT },
      })
    }
    return [
      ...(waits === undefined
        ? []
        : own.map((placed) => judgeCellRoundTrips(placed.subject, waits, placed.cell, 'budget'))),
      ...(known.said === undefined
        ? []
        : [
            judgeSaid(
              { kind: 'strategy', name: strategy, where: 'any profile' },
              known.said,
              said.get(strategy),
            ),
          ]),
    ]
  })
}

/** Any change in round trips since then, of strategies that the file says nothing else of. */
function judgeBaseline(
  { strategies = {} }: BudgetFile,
  { cells, baseline }: Evidence,
): readonly Verdict[] {
  if (baseline === undefined) return []
  return cells.flatMap((placed) => {
    if (strategies[placed.strategy]?.waits !== undefined) return []
    const waits = twinOf(baseline, placed.cell)?.waits?.byLayer
    if (waits === undefined) return []
    return [judgeCellRoundTrips(placed.subject, waits, placed.cell, 'baseline')]
  })
}

function judgeBudget(
  budget: Budget,
  index: number,
  file: string,
  evidence: Evidence,
): readonly Verdict[] {
  const meant = meantBy(budget, evidence.cells)
  if (meant.length === 0) throw nothingThere(file, `budgets[${index}]`, budget)
  return meant.flatMap((placed) =>
    budget.expect.map((expectation, at) => {
      refuseUntold(placed, expectation, evidence, {
        file,
        field: `budgets[${index}].expect[${at}]`,
      })
      const verdict = judgeCell(
        {
          subject: placed.subject,
          cell: placed.cell,
          timeoutMs: placed.timeoutMs,
          reference: (to) => referenceOf(placed, to, evidence),
        },
        expectation,
      )
      if (verdict === undefined) {
        throw nothingThere(file, `budgets[${index}].expect[${at}]`, budget, expectation)
      }
      return verdict
    }),
  )
}

/** A percentile that a result does not tell, or what the cell is held against, is not to be had from it. */
function refuseUntold(
  placed: Placed,
  { figure, limit }: Expectation,
  evidence: Evidence,
  where: { readonly file: string; readonly field: string },
): void {
  if (figure.kind !== 'time') return
  const reference = limit.kind === 'relative' ? referenceOf(placed, limit.to, evidence) : undefined
  for (const given of [placed, reference]) {
    const latency = given && timeOf(given.cell)
    if (latency === undefined || isTold(latency, figure.percentile)) continue
    throw new InputError({
      ...{
        code: 'senseless',
        ...where,
        found: `${figure.percentile}, which a result does not tell`,
      },
      expected: `one of a run with --percentiles ${percentOf(figure.percentile)}`,
    })
  }
}

/** What was run for a budget that names no server has none to its name either, and is what it means. */
function meantBy(budget: Budget, cells: readonly Placed[]): readonly Placed[] {
  const meant = cells.filter((one) => isMeant(budget, one))
  const exactly = meant.filter(
    ({ server, policy }) => server === budget.server && policy === budget.policy,
  )
  return exactly.length > 0 ? exactly : meant
}

/** What the file does not say may be anything, but single attempts are no lives. */
const isMeant = (budget: Budget, placed: Placed): boolean =>
  budget.strategy === placed.strategy &&
  budget.profile === placed.profile &&
  budget.scenario === placed.scenario &&
  (budget.server === undefined || budget.server === placed.server) &&
  (budget.policy === undefined || budget.policy === placed.policy)

function referenceOf(placed: Placed, to: string, { cells, baseline }: Evidence): Given | undefined {
  if (to === BASELINE) {
    const cell = baseline && twinOf(baseline, placed.cell)
    return baseline && cell && { cell, timeoutMs: baseline.settings.timeoutMs }
  }
  return cells.find(
    (one) =>
      one.strategy === to &&
      one.profile === placed.profile &&
      one.server === placed.server &&
      one.scenario === placed.scenario &&
      one.policy === placed.policy,
  )
}

function nothingThere(
  file: string,
  field: string,
  { strategy, profile, scenario, policy, server }: Budget,
  expectation?: Expectation,
): InputError {
  const where = [
    `on ${profile}`,
    ...(scenario === undefined ? [] : [`in ${scenario}`]),
    ...(policy === undefined ? [] : [`as ${policy}`]),
    ...(server === undefined ? [] : [`at ${server}`]),
  ].join(' ')
  const to = expectation?.limit.kind === 'relative' ? expectation.limit.to : undefined
  return new InputError({
    code: 'senseless',
    file,
    field,
    found:
      to === undefined
        ? `no cell of ${strategy} ${where} in the result`
        : `nothing of "${to}" to hold ${strategy} ${where} against`,
    expected: HAVING_IT,
  })
}

const HAVING_IT = 'what was measured to have it'

function judgeClients(
  { clients = {} }: BudgetFile,
  { served, episodes, lateMs = 0 }: Evidence,
): readonly Verdict[] {
  if (served === undefined) return []
  const { cold, reconnect, any, episode } = clients
  return [
    ...(cold === undefined ? [] : judgeServed('cold', cold, served)),
    ...(reconnect === undefined ? [] : judgeServed('reconnect', reconnect, served)),
    ...(any === undefined ? [] : judgeServed('any', any, served)),
    ...(episode === undefined || episodes === undefined
      ? []
      : judgeEpisodes(episode, episodes, lateMs)),
  ]
}

export const subjectOf = ({ cell, server }: Pick<Placed, 'cell' | 'server'>): Subject => {
  const { strategy, profile, scenario, policy } = cell
  const parts = [profile, scenario, policy, server]
  return {
    kind: 'strategy',
    name: strategy,
    where: parts.filter((part) => part !== undefined).join(', '),
    profile,
    ...(scenario !== undefined && { scenario }),
    ...(policy !== undefined && { policy }),
    ...(server !== undefined && { server }),
  }
}

/** Every cell of a result, by its own names; a server only where there are several. */
export function placedIn(result: Result): readonly Placed[] {
  const several = hasSeveralServers(result)
  return result.cells.map((cell) => {
    const { strategy, profile, scenario, policy } = cell
    const server = cell.server ?? undefined
    const { timeoutMs } = result.settings
    const subject = subjectOf({ cell, server: several ? server : undefined })
    return { subject, strategy, profile, server, scenario, policy, cell, timeoutMs }
  })
}
