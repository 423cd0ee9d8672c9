/** `--with FILE`: how the result that was just made differs from one that was made before. */
import { readResult } from '../files/results.ts'
import { diff, refuseIncomparable } from '../library/diff.ts'
import { DIFFERENCE_FORMATS } from '../report/difference/formats.ts'
import type { ReportOptions } from '../report/report-options.ts'
import type { Result } from '../result/result.ts'
import { wrongInput } from './exit.ts'
import type { PrintFormat } from './run-output.ts'

/** Those for people: no other has room for two results. */
const WITH_FORMATS = ['table', 'markdown'] as const
type WithFormat = (typeof WITH_FORMATS)[number]

const isWithFormat = (format: PrintFormat): format is WithFormat =>
  WITH_FORMATS.some((one) => one === format)

/** Refused before the run, if there would be nothing to show, or nothing that compares. */
export function readBefore(path: string, format: PrintFormat, planned: Result): Result {
  const before = readResult(path)
  if (!isWithFormat(format)) {
    throw wrongInput(
      `--with is for -f ${WITH_FORMATS.join(' and ')}, found -f ${format}; diff has more`,
    )
  }
  refuseIncomparable(before, planned, { file: path })
  return before
}

export const renderDifference = (
  before: Result,
  after: Result,
  format: PrintFormat,
  options: ReportOptions,
): string =>
  isWithFormat(format) ? `\n${DIFFERENCE_FORMATS[format].render(diff(before, after), options)}` : ''
