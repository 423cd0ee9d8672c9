/**
 * CSV (RFC 4180, lines ended as Unix has them): one row per cell, with all its figures, for
 * spreadsheets and data frames. A figure that does not exist is an empty field, and so is the end of an
 * interval that is open, or lies among what never came.
 */
import { DIRECTIONS } from '../direction.ts'
import { printable } from '../foreign-text.ts'
import {
  EPISODE_TIMES,
  FIGURE_NAMES,
  FIGURES,
  type FigureName,
  isOnEveryWay,
  LAYERS,
  MANNERS,
  MILESTONES,
  type Milestone,
  PARTS,
} from '../result/names.ts'
import { fallbacksOf, trialsByFallback, trialsFailed } from '../result/outcomes.ts'
import { type Percentage, percentagesOf, percentileOf } from '../result/percentages.ts'
import type { Result, ResultCell, ResultIntervalEnd, ResultLatency } from '../result/result.ts'
import { COMPARED } from '../result/saved-schema.ts'
import { hasSeveralServers } from '../result/servers.ts'
import { type CsvField, csvText } from './csv-text.ts'
import { hasLives } from './life-legend.ts'
import { snake } from './snake-case.ts'

interface Column {
  readonly head: string
  readonly value: (cell: ResultCell) => CsvField
}

export function renderCsv(result: Result): string {
  const columns = columnsOf(result)
  return csvText([
    columns.map(({ head }) => head),
    ...result.cells.map((cell) => columns.map(({ value }) => value(cell) ?? '')),
  ])
}

const column = (head: string, value: Column['value']): Column => ({ head, value })

const columnsOf = (result: Result): readonly Column[] => [
  column('profile', ({ profile }) => printable(profile)),
  column('strategy', ({ strategy }) => printable(strategy)),
  ...(hasSeveralServers(result) ? [column('server', ({ server }) => printable(server ?? ''))] : []),
  ...(hasLives(result)
    ? [column('scenario', named('scenario')), column('policy', named('policy'))]
    : []),
  column('standing', ({ strategy }) => result.strategies[strategy]?.standing),
  column('unsafe', ({ strategy }) =>
    (result.strategies[strategy]?.unsafe ?? []).map(printable).join(';'),
  ),
  column('not_done', ({ notDone = [] }) => notDone.map(printable).join(';')),
  column('tool_version', () => printable(result.tool.version)),
  column('seed', () => printable(result.seed)),
  column('trials', ({ trials }) => trials),
  ...adaptiveColumns(result),
  column('completed', ({ completed }) => completed),
  column('ready_by_fallback', trialsByFallback),
  column('fallbacks', fallbacks),
  column('failed', trialsFailed),
  column('failures', (cell) => counted(cell.failures)),
  column('waits', ({ waits }) => waits?.total),
  column('waits_other_trials', otherTrials),
  ...LAYERS.map((layer) =>
    column(`waits_${layer}`, ({ waits }) =>
      waits === null ? undefined : (waits.byLayer[layer] ?? 0),
    ),
  ),
  ...FIGURE_NAMES.flatMap(figureColumns),
  ...milestonesOf(result).flatMap((name) =>
    latencyColumns(percentagesOf(result), name, ({ milestones, trials }) => ({
      latency: milestones[name],
      givenMs: isOnEveryWay(name) && trials > 0 ? result.settings.timeoutMs : undefined,
    })),
  ),
  ...(hasLives(result) ? lifeColumns(result) : []),
  ...(result.cells.some(({ saved }) => saved !== undefined) ? SAVED_COLUMNS : []),
]

const named =
  (field: 'scenario' | 'policy') =>
  (cell: ResultCell): string =>
    printable(cell[field] ?? '')

/** Of runs with as many trials as it took. */
const adaptiveColumns = ({ adaptive }: Result): readonly Column[] =>
  adaptive === undefined
    ? []
    : [
        column('precision', () => adaptive.precision),
        column('precision_reached', ({ profile }) =>
          adaptive.profiles[profile]?.reached === true ? 'yes' : 'no',
        ),
      ]

/** Those of every way to connect, and what else was reached. */
const milestonesOf = ({ cells }: Result): readonly Milestone[] =>
  MILESTONES.filter(
    (milestone) =>
      isOnEveryWay(milestone) ||
      cells.some(({ milestones }) => milestones[milestone] !== undefined),
  )

/** `link_bytes_up` for the part `up` of `linkBytes`. */
function figureColumns(name: FigureName): readonly Column[] {
  const words = snake(name)
  return FIGURES[name].parts.map((part) =>
    column(`${words}_${part}`, (cell) => {
      const means: Readonly<Record<string, number>> | null = cell[name]
      return means?.[part]
    }),
  )
}

interface Timed {
  readonly latency: ResultLatency | undefined
  /** What those were given of whom none came; undefined: there was none. */
  readonly givenMs?: number | undefined
}

function latencyColumns(
  percentages: readonly Percentage[],
  name: string,
  timed: (cell: ResultCell) => Timed,
): readonly Column[] {
  const of =
    (value: (latency: ResultLatency) => number | null | undefined): Column['value'] =>
    (cell) => {
      const { latency } = timed(cell)
      return latency === undefined ? undefined : value(latency)
    }
  /** Where that is not known, what it lies beyond. */
  const beyond =
    (of: (latency: ResultLatency) => number | undefined): Column['value'] =>
    (cell) => {
      const { latency, givenMs } = timed(cell)
      return latency === undefined ? givenMs : of(latency)
    }
  return [
    column(`${name}_count`, (cell) => timed(cell).latency?.count ?? 0),
    column(
      `${name}_mean_ms`,
      of(({ mean }) => mean),
    ),
    column(
      `${name}_min_ms`,
      of(({ min }) => min),
    ),
    ...percentages.flatMap((percentile): readonly Column[] => {
      const head = `${name}_${percentile.replace('.', '_')}`
      return [
        column(
          `${head}_ms`,
          of((latency) => percentileOf(latency, percentile).value),
        ),
        column(
          `${head}_beyond_ms`,
          beyond((latency) => percentileOf(latency, percentile).beyondMs),
        ),
        column(
          `${head}_ci95_low_ms`,
          of((latency) => end(percentileOf(latency, percentile).ci95[0])),
        ),
        column(
          `${head}_ci95_high_ms`,
          of((latency) => end(percentileOf(latency, percentile).ci95[1])),
        ),
      ]
    }),
    column(
      `${name}_max_ms`,
      of(({ max }) => max),
    ),
  ]
}

/** Of episodes and messages. */
const lifeColumns = (result: Result): readonly Column[] => [
  column('episodes', ({ episodes }) => episodes?.count),
  column('recovered', ({ episodes }) => episodes?.recovered),
  ...MANNERS.map((manner) => column(manner, ({ episodes }) => episodes?.manners[manner])),
  column('attempts', ({ episodes }) => episodes?.attempts),
  column('failed_attempts', ({ episodes }) => counted(episodes?.failedAttempts ?? {})),
  ...PARTS.map((part) => column(`${snake(part)}_ms`, ({ episodes }) => episodes?.parts?.[part])),
  column('episode_bytes_up', ({ episodes }) => episodes?.linkBytes?.up),
  column('episode_bytes_down', ({ episodes }) => episodes?.linkBytes?.down),
  column('radio_on_ms', ({ episodes }) => episodes?.radioOn),
  ...EPISODE_TIMES.flatMap((time) =>
    latencyColumns(percentagesOf(result), snake(time), ({ episodes }) => ({
      latency: episodes?.times[time],
      givenMs: time === 'recovered' && episodes?.count ? result.settings.timeoutMs : undefined,
    })),
  ),
  ...DIRECTIONS.flatMap((way) => [
    ...(['sent', 'once', 'twice', 'late', 'queued'] as const).map((fate) =>
      column(`messages_${way}_${fate}`, ({ messages }) => messages?.[way][fate]),
    ),
    column(`messages_${way}_lost`, ({ messages }) => counted(messages?.[way].lost ?? {})),
    ...latencyColumns(percentagesOf(result), `message_${way}`, ({ messages }) => ({
      latency: messages?.[way].delay,
    })),
  ]),
]

/** Against the first row. */
const SAVED_COLUMNS: readonly Column[] = [
  column('saved_against', ({ saved }) => printable(saved?.against.strategy ?? '')),
  column('saved_against_server', ({ saved }) => printable(saved?.against.server ?? '')),
  ...COMPARED.flatMap((percentile) => [
    column(`saved_${percentile}_ms`, ({ saved }) => saved?.[percentile]?.ms),
    column(`saved_${percentile}_ci95_low_ms`, ({ saved }) => saved?.[percentile]?.ci95[0]),
    column(`saved_${percentile}_ci95_high_ms`, ({ saved }) => saved?.[percentile]?.ci95[1]),
  ]),
]

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
const counted = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([code, count]) => `${code}:${count}`)
    .join(';')
