/** The formats of storms, by the names that the command line knows them by. */
import { printable } from '../../foreign-text.ts'
import { jsonText } from '../../json/text.ts'
import type { StormResult } from '../../result/storm.ts'
import { wrap } from '../columns.ts'
import { ink } from '../ink.ts'
import { markdownText, renderMarkdownSheets } from '../markdown.ts'
import { standalone } from '../plot/figure.ts'
import { PLAIN, type ReportOptions } from '../report-options.ts'
import { renderTableSheets } from '../table.ts'
import { renderStormCsv } from './csv.ts'
import { stormFigure } from './figure.ts'
import { renderStormPage } from './page.ts'
import { stormFacts, stormLegend, stormSheets } from './sheets.ts'

function renderStormTable(storm: StormResult, options: ReportOptions = PLAIN): string {
  const paint = ink(options.color)
  const wrapped = (text: string): readonly string[] => wrap(text, options.width)
  const lines = [
    ...wrapped(stormFacts(storm).join(' · ')).map(paint.bold),
    paint.dim(printable(storm.command)),
    '',
    renderTableSheets(stormSheets(storm), options).trimEnd(),
    '',
    ...stormLegend(storm).flatMap(wrapped).map(paint.dim),
  ]
  return `${lines.join('\n')}\n`
}

const renderStormMarkdown = (storm: StormResult): string =>
  [
    markdownText(stormFacts(storm).join(' · ')),
    `    ${printable(storm.command)}`,
    renderMarkdownSheets(stormSheets(storm)).trimEnd(),
    stormLegend(storm)
      .map((one) => `- ${one}`)
      .join('\n'),
    '',
  ]
    .join('\n\n')
    .replace(/\n\n$/, '\n')

export interface StormFormat {
  /** Of the file it is written to, without the dot. */
  readonly extension: string
  /** A pure function: the same storm and options give the same text. */
  readonly render: (storm: StormResult, options?: ReportOptions) => string
}

const ALL = {
  table: { extension: 'txt', render: renderStormTable },
  markdown: { extension: 'md', render: renderStormMarkdown },
  csv: { extension: 'csv', render: renderStormCsv },
  json: { extension: 'json', render: (storm) => jsonText(storm) },
  html: { extension: 'html', render: renderStormPage },
  svg: { extension: 'svg', render: (storm) => standalone(stormFigure(storm)) },
} as const satisfies Record<string, StormFormat>

export type StormFormatName = keyof typeof ALL

export const STORM_FORMATS: Readonly<Record<StormFormatName, StormFormat>> = ALL
