/** The formats by the names that the command line knows them by. */
import type { Result } from '../result/result.ts'
import type { Beside } from './beside.ts'
import { renderCsv } from './csv.ts'
import { renderHtml } from './html.ts'
import { renderJson } from './json.ts'
import { renderMarkdown } from './markdown.ts'
import { renderOpenMetrics } from './openmetrics/openmetrics.ts'
import type { ReportOptions } from './report-options.ts'
import { renderSvg } from './svg.ts'
import { renderTable } from './table.ts'

export interface Format {
  /** Of the file it is written to, without the dot. */
  readonly extension: string
  /**
   * A pure function: the same result and options give the same text. Without colour if not said;
   * `beside`: what only some formats show.
   */
  readonly render: (result: Result, options?: ReportOptions, beside?: Beside) => string
}

const ALL = {
  table: { extension: 'txt', render: renderTable },
  markdown: { extension: 'md', render: renderMarkdown },
  csv: { extension: 'csv', render: renderCsv },
  json: { extension: 'json', render: renderJson },
  openmetrics: { extension: 'om', render: renderOpenMetrics },
  html: { extension: 'html', render: renderHtml },
  svg: { extension: 'svg', render: renderSvg },
} as const satisfies Record<string, Format>

export type FormatName = keyof typeof ALL

export const FORMATS: Readonly<Record<FormatName, Format>> = ALL
