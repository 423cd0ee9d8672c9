/** One line per cell: the example in `src/report/README.md`. */
import { printable } from '../../src/foreign-text.ts'
import { percentile } from '../../src/report/figures.ts'
import { heading } from '../../src/report/heading.ts'
import { legend } from '../../src/report/legend.ts'
import type { Result, ResultCell } from '../../src/result/result.ts'

export const renderLines = (result: Result): string =>
  [...heading(result), ...result.cells.map(line), ...legend(result), ''].join('\n')

function line({ strategy, profile, milestones, failures }: ResultCell): string {
  const ready = `ready after ${percentile(milestones.ready, 'p50', 1)} ms`
  const failed = Object.entries(failures).map(([code, count]) => `, ${code} ${count}`)
  return printable(`${strategy} on ${profile}: ${ready}${failed.join('')}`)
}
