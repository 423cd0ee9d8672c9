/** A run that was stored before, as a text to be looked at. */

import { readStoredRun } from '../files/results.ts'
import { isStorm, readStormFile } from '../files/storms.ts'
import { InputError } from '../json/input-error.ts'
import { refuseNoText } from '../json/value.ts'
import { FORMATS, type FormatName } from '../report/formats.ts'
import type { ReportOptions } from '../report/report-options.ts'
import { STORM_FORMATS, type StormFormatName } from '../report/storm/formats.ts'
import { withoutOutcomes } from '../result/outcomes.ts'
import { courseSourcesOf } from './course-sources.ts'
import { originsOf } from './origins.ts'
import { refuseOtherThan } from './running/given.ts'

/** All strategies on all profiles against all servers are fewer. */
const CELLS_MAX = 20_000

/**
 * Reads what `-o` has written to a folder, or a `result.json` (or `storm.json`), and renders it: by default as a page
 * of HTML that needs nothing else. Curves are drawn from the folder's histograms; of a file alone
 * from the percentiles that it has.
 *
 *     await writeFile('report.html', report('my-run'))
 *
 * @throws {InputError} when there is nothing that can be read, or more than anybody looks at.
 */
export function report(
  fileOrFolder: string,
  format: FormatName = 'html',
  options?: ReportOptions,
): string {
  refuseNoText('fileOrFolder', fileOrFolder)
  refuseOtherThan('format', format, Object.keys(FORMATS))
  if (isStorm(fileOrFolder)) return reportStorm(fileOrFolder, format, options)
  const { result, histograms } = readStoredRun(fileOrFolder)
  const { length } = result.cells
  if (length > CELLS_MAX) {
    const expected = `at most ${CELLS_MAX}: fewer strategies, profiles or servers`
    throw new InputError({
      code: 'senseless',
      file: fileOrFolder,
      found: `${length} cells`,
      expected,
    })
  }
  const beside = {
    histograms,
    origins: originsOf(result),
    courseSources: courseSourcesOf(result),
  }
  return FORMATS[format].render(withoutOutcomes(result), options, beside)
}

function reportStorm(
  fileOrFolder: string,
  format: FormatName,
  options: ReportOptions | undefined,
): string {
  const storm = readStormFile(fileOrFolder)
  if (isStormFormat(format)) return STORM_FORMATS[format].render(storm, options)
  throw new InputError({
    code: 'senseless',
    field: 'format',
    found: `${format} of a storm`,
    expected: `one of ${Object.keys(STORM_FORMATS).join(', ')}`,
  })
}

/** Results have others besides. */
const isStormFormat = (format: string): format is StormFormatName =>
  Object.hasOwn(STORM_FORMATS, format)
