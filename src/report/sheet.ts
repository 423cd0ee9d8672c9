/**
 * A result as sheets of text cells, before any format has laid them out: one with the round
 * trips of every strategy, layer by layer, then one per profile with the latencies. Round trips
 * get a sheet of their own because they are the strategy's, not the profile's.
 */
import { printable } from '../foreign-text.ts'
import { LAYERS, type Layer } from '../result/names.ts'
import {
  hasFallbacks,
  type SeenWaits,
  trialsByFallback,
  trialsFailed,
  waitsIn,
} from '../result/outcomes.ts'
import type { Result, ResultCell, ResultLatency } from '../result/result.ts'
import { hasSeveralServers } from '../result/servers.ts'
import {
  bar,
  interval,
  mean,
  millisecondDecimals,
  milliseconds,
  percentile,
  range,
  share,
} from './figures.ts'
import { marked } from './legend.ts'
import { remarks } from './remarks.ts'
import { shownPercentiles } from './shown.ts'
import { hasWaitsBehind, PARTS_BEHIND, waitsBehindTexts } from './waits-behind.ts'

export interface Column {
  readonly head: string
  readonly align: 'left' | 'right'
  /** A narrow terminal does without it; each file format has it. */
  readonly spare?: true
  /** Sentences, which may go on in a line below. */
  readonly isText?: true
  /** Names hold for the rows below, too, as far as those leave it blank. */
  readonly goesOn?: true
}

export interface Sheet {
  readonly title: string
  /** Lines above the rows. */
  readonly notes: readonly string[]
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly string[])[]
  /** Lines below the rows. */
  readonly remarks: readonly string[]
}

/** `brief` fits a terminal, `full` has every figure that people compare. */
export type Detail = 'brief' | 'full'

/** A row for each strategy or, where several servers are compared, for it at each of them. */
export function roundTripSheet(result: Result): Sheet {
  const strategies = [...new Set(result.cells.map((cell) => cell.strategy))]
  const rows = strategies.flatMap((strategy) => {
    const cells = result.cells.filter((cell) => cell.strategy === strategy)
    const servers = [...new Set(cells.map(({ server }) => server))]
    return servers.map((server) => {
      const of = cells.filter((cell) => cell.server === server)
      return {
        names: rowNames(result, strategy, server),
        seen: of.flatMap(waitsSeen),
        behind: waitsBehindTexts(of),
      }
    })
  })
  const behind = hasWaitsBehind(result) ? PARTS_BEHIND : []
  const layers = LAYERS.filter((layer) =>
    result.cells.some((cell) => waitsSeen(cell).some(({ byLayer }) => byLayer[layer])),
  )
  return {
    title: 'Round trips until ready',
    notes: [],
    columns: [
      ...nameColumns(result),
      ...layers.map((layer): Column => ({ head: layer, align: 'right' })),
      { head: 'total', align: 'right' },
      ...behind.map((part): Column => ({ head: `+ ${part}`, align: 'right' })),
    ],
    rows: rows.map(({ names, seen, behind: ofProxy }) => [
      ...names,
      ...layers.map((layer) => layerWaits(seen, layer)),
      range(seen.map(({ total }) => total)),
      ...(behind.length > 0 ? ofProxy : []),
    ]),
    remarks: [],
  }
}

/** What there is to say of each profile: of single attempts. */
export function latencySheets(result: Result, detail: Detail, barWidth = 0): readonly Sheet[] {
  const profiles = [...new Set(result.cells.map((cell) => cell.profile))]
  return profiles.map((profile) => latencySheet(result, profile, detail, barWidth))
}

function latencySheet(result: Result, profile: string, detail: Detail, barWidth: number): Sheet {
  const cells = result.cells.filter((cell) => cell.profile === profile)
  const ready = cells.flatMap((cell) => cell.milestones.ready ?? [])
  const decimals = millisecondDecimals(ready.flatMap(({ p50 }) => p50 ?? []))
  const scale = barScale(ready)
  const full = detail === 'full'
  const shown = shownPercentiles(result, detail)
  const last = shown.at(-1) ?? 'p99'
  const byFallback = hasFallbacks(result)
  const right = (...heads: readonly string[]): readonly Column[] =>
    heads.map((head) => ({ head, align: 'right' }))
  return {
    title: printable(profile),
    notes: (result.profiles[profile]?.description ?? []).map(printable),
    columns: [
      ...nameColumns(result),
      ...right('waits', ...shown.map((name) => `${name} ms`)),
      ...right(...(full ? [`${last} 95 % CI`, 'max ms'] : [])),
      ...right('B up', 'B down').map((column) => ({ ...column, spare: true }) as const),
      ...right(...(full ? ['packets up', 'packets down', 'retransmitted'] : [])),
      ...right(...(byFallback ? ['by fallback'] : []), 'failed'),
      ...(barWidth > 0 ? [{ head: 'p50 █ p95 ░', align: 'left' } as const] : []),
    ],
    rows: cells.map((cell) => {
      const latency = cell.milestones.ready
      return [
        ...rowNames(result, cell.strategy, cell.server),
        range(waitsSeen(cell).map(({ total }) => total)),
        ...shown.map((name) => percentile(latency, name, decimals)),
        ...(full ? [interval(latency, last, decimals), milliseconds(latency?.max, decimals)] : []),
        mean(cell, 'bytes', 'up'),
        mean(cell, 'bytes', 'down'),
        ...(full
          ? [
              mean(cell, 'packets', 'up'),
              mean(cell, 'packets', 'down'),
              mean(cell, 'packets', 'retransmitted'),
            ]
          : []),
        ...(byFallback ? [share(trialsByFallback(cell), cell.trials)] : []),
        share(trialsFailed(cell), cell.trials),
        ...(barWidth > 0
          ? [
              latency === undefined
                ? ''
                : bar(latency.p50 ?? BEYOND, latency.p95 ?? BEYOND, scale, barWidth),
            ]
          : []),
      ]
    }),
    remarks: cells.flatMap((cell) => remarks(result, cell)),
  }
}

/** What the longest bar is to: a p95 that nobody reached leaves room to tell medians apart. */
function barScale(latencies: readonly ResultLatency[]): number {
  const medians = latencies.map(({ p50, beyondMs }) => p50 ?? beyondMs?.p50 ?? 0)
  const longest = Math.max(1, ...medians)
  const tails = latencies.map(
    ({ p95, beyondMs }) => p95 ?? Math.min(beyondMs?.p95 ?? 0, BEYOND_REACH * longest),
  )
  return Math.max(longest, ...tails)
}

/** So many times the longest median. */
const BEYOND_REACH = 2.5

/** Longer than all that is drawn: a percentile among attempts that never got there. */
const BEYOND = Number.POSITIVE_INFINITY

/** What tells a row from the others of its sheet. */
export const nameColumns = (result: Result): readonly Column[] => [
  { head: 'strategy', align: 'left' },
  ...(hasSeveralServers(result) ? [{ head: 'server', align: 'left' } as const] : []),
]

/** The same of a row. */
export const rowNames = (
  result: Result,
  strategy: string,
  server: ResultCell['server'],
): readonly string[] => [
  marked(result, strategy, server),
  ...(hasSeveralServers(result) ? [printable(server ?? '')] : []),
]

const waitsSeen = ({ waits }: ResultCell): readonly SeenWaits[] =>
  waits === null ? [] : waitsIn(waits)

function layerWaits(seen: readonly SeenWaits[], layer: Layer): string {
  const text = range(seen.map(({ byLayer }) => byLayer[layer] ?? 0))
  return text === '0' ? '·' : text
}
