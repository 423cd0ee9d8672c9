/** The formats of a difference, by the names that the command line knows them by. */
import { jsonText } from '../../json/text.ts'
import type { Difference } from '../../result/difference/difference.ts'
import { wrap } from '../columns.ts'
import { ink } from '../ink.ts'
import { renderMarkdownSheets } from '../markdown.ts'
import { PLAIN, type ReportOptions } from '../report-options.ts'
import { renderTableSheets } from '../table.ts'
import { renderBenchmark } from './benchmark.ts'
import { renderDifferenceCsv } from './csv.ts'
import { renderDifferencePage } from './page.ts'
import { commandLines, differenceLegend, differenceSheets, unlikeLines } from './sheets.ts'

export interface DifferenceFormat {
  /** Of the file it is written to, without the dot. */
  readonly extension: string
  /** A pure function: the same difference and options give the same text. */
  readonly render: (difference: Difference, options?: ReportOptions) => string
}

export function renderDifferenceTable(
  difference: Difference,
  options: ReportOptions = PLAIN,
): string {
  const paint = ink(options.color)
  const wrapped = (lines: readonly string[]): readonly string[] =>
    lines.flatMap((line) => wrap(line, options.width)).map(paint.dim)
  const sheets = differenceSheets(difference)
  const legend = wrapped(differenceLegend(sheets))
  return [
    // A command is pasted: it is not broken.
    ...commandLines(difference).map(paint.dim),
    ...wrapped(unlikeLines(difference)),
    '',
    renderTableSheets(sheets, options).trimEnd(),
    ...(legend.length === 0 ? [] : ['', ...legend]),
    '',
  ].join('\n')
}

/** Ready for a comment: the sheets first, how they came about below. */
export const renderDifferenceMarkdown = (difference: Difference): string => {
  const sheets = differenceSheets(difference)
  const about = [
    ...commandLines(difference),
    ...unlikeLines(difference),
    ...differenceLegend(sheets),
  ]
  return `${renderMarkdownSheets(sheets)}\n<details><summary>How to read it</summary>\n\n${about.map((line) => `    ${line}`).join('\n')}\n\n</details>\n`
}

const ALL = {
  table: { extension: 'txt', render: renderDifferenceTable },
  markdown: { extension: 'md', render: renderDifferenceMarkdown },
  csv: { extension: 'csv', render: renderDifferenceCsv },
  json: { extension: 'json', render: jsonText },
  html: { extension: 'html', render: renderDifferencePage },
  'github-action-benchmark': { extension: 'json', render: renderBenchmark },
} as const satisfies Record<string, DifferenceFormat>

export type DifferenceFormatName = keyof typeof ALL

export const DIFFERENCE_FORMATS: Readonly<Record<DifferenceFormatName, DifferenceFormat>> = ALL
