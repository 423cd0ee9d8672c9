/** A run that was stored before, as a text to be looked at. */
import { readStoredRun } from '../files/results.ts'
import { FORMATS, type FormatName } from '../report/formats.ts'
import type { ReportOptions } from '../report/report-options.ts'
import { originsOf } from './origins.ts'

/**
 * Reads what `-o` has written to a folder, or a `result.json`, and renders it: by default as a page
 * of HTML that needs nothing else. Curves are drawn from the folder's histograms; of a file alone
 * from the percentiles that it has.
 *
 *     await writeFile('report.html', report('my-run'))
 *
 * @throws {InputError} when there is nothing that can be read.
 */
export function report(
  fileOrFolder: string,
  format: FormatName = 'html',
  options?: ReportOptions,
): string {
  const { result, histograms } = readStoredRun(fileOrFolder)
  return FORMATS[format].render(result, options, { histograms, origins: originsOf(result) })
}
