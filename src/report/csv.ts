/**
 * CSV (RFC 4180): one row per cell, with all its figures, for spreadsheets and data frames.
 * A figure that does not exist is an empty field.
 */
import { stringify } from 'csv-stringify/sync'
import { printable } from '../foreign-text.ts'
import {
  FIGURE_NAMES,
  FIGURES,
  type FigureName,
  LAYERS,
  MILESTONES,
  type Milestone,
  PERCENTILES,
} from '../result/names.ts'
import { fallbacksOf, trialsByFallback, trialsFailed } from '../result/outcomes.ts'
import type { Result, ResultCell, ResultIntervalEnd } from '../result/result.ts'
import { hasSeveralServers } from '../result/servers.ts'

interface Column {
  readonly head: string
  readonly value: (cell: ResultCell) => string | number | null | undefined
}

export function renderCsv(result: Result): string {
  const columns = columnsOf(result)
  return stringify([
    columns.map(({ head }) => head),
    ...result.cells.map((cell) => columns.map(({ value }) => value(cell) ?? '')),
  ])
}

const column = (head: string, value: Column['value']): Column => ({ head, value })

const columnsOf = (result: Result): readonly Column[] => [
  column('profile', ({ profile }) => printable(profile)),
  column('strategy', ({ strategy }) => printable(strategy)),
  ...(hasSeveralServers(result) ? [column('server', ({ server }) => printable(server ?? ''))] : []),
  column('standing', ({ strategy }) => result.strategies[strategy]?.standing),
  column('not_done', ({ notDone = [] }) => notDone.map(printable).join(';')),
  column('tool_version', () => printable(result.tool.version)),
  column('seed', () => printable(result.seed)),
  column('trials', ({ trials }) => trials),
  column('completed', ({ completed }) => completed),
  column('ready_by_fallback', trialsByFallback),
  column('fallbacks', fallbacks),
  column('failed', trialsFailed),
  column('failures', failures),
  column('waits', ({ waits }) => waits?.total),
  column('waits_other_trials', otherTrials),
  ...LAYERS.map((layer) =>
    column(`waits_${layer}`, ({ waits }) =>
      waits === null ? undefined : (waits.byLayer[layer] ?? 0),
    ),
  ),
  ...FIGURE_NAMES.flatMap(figureColumns),
  ...MILESTONES.flatMap(latencyColumns),
]

/** `link_bytes_up` for the part `up` of `linkBytes`. */
function figureColumns(name: FigureName): readonly Column[] {
  const words = name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)
  return FIGURES[name].parts.map((part) =>
    column(`${words}_${part}`, (cell) => {
      const means: Readonly<Record<string, number>> | null = cell[name]
      return means?.[part]
    }),
  )
}

function latencyColumns(milestone: Milestone): readonly Column[] {
  return [
    column(`${milestone}_count`, ({ milestones }) => milestones[milestone]?.count ?? 0),
    column(`${milestone}_mean_ms`, ({ milestones }) => milestones[milestone]?.mean),
    column(`${milestone}_min_ms`, ({ milestones }) => milestones[milestone]?.min),
    ...PERCENTILES.flatMap((percentile): readonly Column[] => {
      const head = `${milestone}_${percentile}`
      return [
        column(`${head}_ms`, ({ milestones }) => milestones[milestone]?.[percentile]),
        column(
          `${head}_beyond_ms`,
          ({ milestones }) => milestones[milestone]?.beyondMs?.[percentile],
        ),
        column(`${head}_ci95_low_ms`, ({ milestones }) =>
          end(milestones[milestone]?.ci95[percentile][0]),
        ),
        column(`${head}_ci95_high_ms`, ({ milestones }) =>
          end(milestones[milestone]?.ci95[percentile][1]),
        ),
      ]
    }),
    column(`${milestone}_max_ms`, ({ milestones }) => milestones[milestone]?.max),
  ]
}

/** Nothing where it is open, or longer than attempts were given. */
const end = (value: ResultIntervalEnd | undefined): number | undefined =>
  typeof value === 'number' ? value : undefined

/** Completed trials that did not have the usual waits. */
const otherTrials = ({ waits }: ResultCell): number =>
  waits?.others?.reduce((sum, { trials }) => sum + trials, 0) ?? 0

/** `fast-refused:3:6;session-not-resumed:1:9`: what, trials, their usual waits. */
const fallbacks = (cell: ResultCell): string =>
  fallbacksOf(cell)
    .map(({ fallback, trials, waits }) => `${fallback}:${trials}:${waits.total}`)
    .join(';')

/** `connection-reset:1;timeout:12` */
const failures = (cell: ResultCell): string =>
  Object.entries(cell.failures)
    .map(([code, count]) => `${code}:${count}`)
    .join(';')
