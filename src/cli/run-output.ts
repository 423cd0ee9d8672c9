/** Where a run's result goes: standard output in the format asked for, and a folder's files. */
import { writeTogether } from '../files/output-folder.ts'
import type { Measured } from '../library/terms/measured.ts'
import { writeHlog } from '../record/hlog.ts'
import { FORMATS, type FormatName } from '../report/formats.ts'
import { PLAIN } from '../report/report-options.ts'
import type { Result } from '../result/result.ts'
import { oneOf } from './options/one-of.ts'
import { remark, reportOptions, type Surroundings } from './surroundings.ts'

export const FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[]

export const readFormat = (text: string): FormatName => oneOf('format', text, FORMAT_NAMES)

export function printResult(around: Surroundings, result: Result, format: FormatName): void {
  // Rows for other programs say nothing of the links, so that is said beside them.
  if (format === 'csv') around.stderr.write(resolvedProfiles(result))
  around.stdout.write(FORMATS[format].render(result, reportOptions(around)))
}

const resolvedProfiles = ({ profiles }: Result): string =>
  Object.entries(profiles)
    .flatMap(([name, { description }]) => description.map((line) => `${name}: ${line}\n`))
    .join('')

/** All files or none; an interrupted run that has measured nothing leaves what was there. */
export function storeRun(
  around: Surroundings,
  folder: string,
  { result, histograms }: Measured,
): void {
  if (result.cells.every((cell) => cell.trials === 0)) return
  writeTogether(folder, [
    { name: 'result.json', content: FORMATS.json.render(result, PLAIN) },
    { name: 'histograms.hlog', content: writeHlog(histograms, [result.command]) },
    { name: 'table.txt', content: FORMATS.table.render(result, PLAIN) },
  ])
  remark(around, `wrote result.json, histograms.hlog, table.txt to ${folder}`)
}
