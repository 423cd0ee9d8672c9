/**
 * Budgets that a run keeps, to begin with: round trips as they are, what is said as it is said, and
 * percentiles with some room above the interval of what was found.
 */

import { jsonText } from '../json/text.ts'
import { failedShare } from '../result/difference/failed-change.ts'
import { wilson } from '../result/difference/share-change.ts'
import { timeOf } from '../result/difference/time-change.ts'
import { LOSSES, type Percentile } from '../result/names.ts'
import type { Result, ResultCell } from '../result/result.ts'
import { hasSeveralServers } from '../result/servers.ts'
import { BUDGETS_FORMAT } from './budget-file.ts'

/**
 * `said`: by strategy. `run`: what else the run was told. `usualServer`: not worth a word, unless there
 * are others.
 *
 * @returns The file's text.
 */
export function firstBudgets(
  result: Result,
  said: ReadonlyMap<string, readonly string[]>,
  run: Readonly<Record<string, unknown>>,
  usualServer: string,
): string {
  const strategies = [...new Set(result.cells.map(({ strategy }) => strategy))]
  const severalServers = hasSeveralServers(result)
  return jsonText({
    format: BUDGETS_FORMAT,
    run,
    strategies: Object.fromEntries(
      strategies.map((strategy) => {
        const cells = result.cells.filter((cell) => cell.strategy === strategy)
        const words = said.get(strategy) ?? []
        // Servers may cost other round trips, which is then said of each cell.
        const waits = severalServers ? undefined : cells.find((one) => one.waits !== null)?.waits
        return [strategy, { waits: waits?.byLayer, said: words.length === 0 ? undefined : words }]
      }),
    ),
    budgets: result.cells.map((cell) => ({
      strategy: cell.strategy,
      profile: cell.profile,
      server: !severalServers && cell.server === usualServer ? undefined : cell.server,
      scenario: cell.scenario,
      policy: cell.policy,
      expect: expectationsOf(cell),
    })),
  })
}

const PERCENTILES: readonly Percentile[] = ['p50', 'p95', 'p99']

function expectationsOf(cell: ResultCell): readonly string[] {
  const { waits, messages } = cell
  const most =
    waits === null
      ? undefined
      : Math.max(waits.total, ...(waits.others ?? []).map(({ total }) => total))
  const latency = timeOf(cell)
  const lost = [messages?.up, messages?.down].some((one) =>
    LOSSES.some((loss) => (one?.lost[loss] ?? 0) > 0),
  )
  const sent = (messages?.up.sent ?? 0) + (messages?.down.sent ?? 0)
  const failed = failedShare(cell)
  return [
    // Of a life waits are those of its first attempt, which nothing had broken.
    ...(most === undefined || cell.episodes !== undefined ? [] : [`waits <= ${most}`]),
    ...PERCENTILES.flatMap((name) => {
      const high = latency?.ci95[name][1]
      return typeof high === 'number' ? [`${name} <= ${roomAbove(high)}ms`] : []
    }),
    ...(failed === undefined ? [] : [`failed <= ${percentAbove(wilson(failed).ci95[1] ?? 1)}%`]),
    ...(sent === 0 || lost ? [] : ['lost = 0']),
  ]
}

/** A tenth more, to the next ten. */
const roomAbove = (ms: number): number => Math.ceil((1.1 * ms) / 10) * 10

const percentAbove = (share: number): number => Math.min(100, Math.ceil(100 * share))
