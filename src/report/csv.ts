/**
 * CSV (RFC 4180): one row per cell, with all its figures, for spreadsheets and data frames.
 * A figure that does not exist is an empty field.
 */
import { stringify } from 'csv-stringify/sync'
import { byName } from '../record/by-name.ts'
import { FIGURE_NAMES, FIGURES, type FigureName } from '../record/figure.ts'
import { PERCENTILES } from '../record/percentile.ts'
import type { Result, ResultCell } from '../result/result.ts'
import { LAYERS, MILESTONES, type Milestone } from '../transport.ts'
import { printable } from './printable.ts'
import type { ReportOptions } from './report-options.ts'

type Field = readonly [name: string, value: string | number | undefined]

export function renderCsv(result: Result, _options: ReportOptions): string {
  const rows = result.cells.map((cell) => fieldsOf(result, cell))
  const header = fieldsOf(result, NO_CELL).map(([name]) => name)
  return stringify([header, ...rows.map((fields) => fields.map(([, value]) => value ?? ''))])
}

/** The header must be there when there are no rows. */
const NO_CELL: ResultCell = {
  strategy: '',
  profile: '',
  trials: 0,
  completed: 0,
  failures: {},
  waits: null,
  milestones: {},
  ...byName(FIGURE_NAMES, () => null),
}

function fieldsOf(result: Result, cell: ResultCell): readonly Field[] {
  return [
    ['profile', printable(cell.profile)],
    ['strategy', printable(cell.strategy)],
    ['standing', result.strategies[cell.strategy]?.standing],
    ['tool_version', printable(result.tool.version)],
    ['seed', printable(result.seed)],
    ['trials', cell.trials],
    ['completed', cell.completed],
    ['failed', cell.trials - cell.completed],
    ['failures', failures(cell)],
    ['waits', cell.waits?.total],
    ['waits_other_trials', cell.waits?.others?.reduce((sum, { trials }) => sum + trials, 0) ?? 0],
    ...LAYERS.map(
      (layer): Field => [
        `waits_${layer}`,
        cell.waits === null ? undefined : (cell.waits.byLayer[layer] ?? 0),
      ],
    ),
    ...FIGURE_NAMES.flatMap((name) => figureFields(name, cell[name])),
    ...MILESTONES.flatMap((milestone) => latencyFields(cell, milestone)),
  ]
}

/** `link_bytes_up` for the part `up` of `linkBytes`. */
function figureFields(
  name: FigureName,
  means: Readonly<Record<string, number>> | null,
): readonly Field[] {
  const words = name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)
  return FIGURES[name].parts.map((part) => [`${words}_${part}`, means?.[part]])
}

function latencyFields(cell: ResultCell, milestone: Milestone): readonly Field[] {
  const latency = cell.milestones[milestone]
  return [
    [`${milestone}_count`, latency?.count ?? 0],
    [`${milestone}_mean_ms`, latency?.mean],
    [`${milestone}_min_ms`, latency?.min],
    ...PERCENTILES.flatMap((percentile): readonly Field[] => [
      [`${milestone}_${percentile}_ms`, latency?.[percentile]],
      [`${milestone}_${percentile}_ci95_low_ms`, latency?.ci95[percentile][0]],
      [`${milestone}_${percentile}_ci95_high_ms`, latency?.ci95[percentile][1]],
    ]),
    [`${milestone}_max_ms`, latency?.max],
  ]
}

/** `connection-reset:1;timeout:12` */
const failures = (cell: ResultCell): string =>
  Object.entries(cell.failures)
    .map(([code, count]) => `${code}:${count}`)
    .join(';')
