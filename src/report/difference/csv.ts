/** One row for each figure of each cell, numbers alone. */
import { printable } from '../../foreign-text.ts'
import type { Difference } from '../../result/difference/difference.ts'
import { csvText } from '../csv-text.ts'
import { changeIn, FIGURE_NAMES, unitOf } from './figures.ts'

export const renderDifferenceCsv = ({ cells }: Difference): string =>
  csvText([
    COLUMNS,
    ...cells.flatMap((cell) =>
      FIGURE_NAMES.map((name) => {
        const change = changeIn(cell, name)
        const { strategy, profile, server, scenario, policy, basis } = cell
        return [
          ...[profile, scenario ?? '', strategy, policy ?? '', server ?? ''].map(printable),
          basis.kind,
          name,
          name === 'failed' ? 'share' : unitOf(name),
          change.before,
          change.after,
          change.beyondMs?.before,
          change.beyondMs?.after,
          change.difference,
          change.ci95?.[0],
          change.ci95?.[1],
          change.direction,
        ]
      }),
    ),
  ])

const COLUMNS = [
  'profile',
  'scenario',
  'strategy',
  'policy',
  'server',
  'basis',
  'figure',
  'unit',
  'before',
  'after',
  'before_beyond_ms',
  'after_beyond_ms',
  'difference',
  'ci95_low',
  'ci95_high',
  'direction',
]
