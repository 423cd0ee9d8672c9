/** `--with FILE`: a result that was written before, shown beside the one just made. */
import { FORMATS, type FormatName } from '../report/formats.ts'
import { renderMarkdownSheets } from '../report/markdown.ts'
import type { ReportOptions } from '../report/report-options.ts'
import { sideBySideSheets } from '../report/side-by-side.ts'
import { renderTableSheets } from '../report/table.ts'
import type { Result } from '../result/result.ts'
import { wrongInput } from './exit.ts'

/** Only formats for people have room for two results. */
export function requireSheets(format: FormatName): void {
  if (format === 'table' || format === 'markdown') return
  const others = Object.keys(FORMATS).filter((name) => name === 'table' || name === 'markdown')
  throw wrongInput(`--with is for -f ${others.join(' and ')}, found -f ${format}`)
}

export function renderBeside(
  one: Result,
  other: Result,
  format: FormatName,
  options: ReportOptions,
): string {
  const sheets = sideBySideSheets(one, other)
  if (sheets.length === 0) {
    throw wrongInput('--with: expected a strategy and a profile in common, found none')
  }
  return `\n${format === 'markdown' ? renderMarkdownSheets(sheets) : renderTableSheets(sheets, options)}`
}
