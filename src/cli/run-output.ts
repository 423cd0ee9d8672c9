/** Where a run's result goes: standard output in the format asked for, and a folder's files. */
import { closest } from 'fastest-levenshtein'
import { type HlogEntry, writeHlog } from '../record/hlog.ts'
import { FORMATS, type FormatName } from '../report/formats.ts'
import { PLAIN } from '../report/report-options.ts'
import type { Result } from '../result/result.ts'
import { wrongOption } from './exit.ts'
import { writeTogether } from './output-folder.ts'
import { remark, reportOptions, type Surroundings } from './surroundings.ts'

export const FORMAT_NAMES: readonly string[] = Object.keys(FORMATS)

export function readFormat(text: string): FormatName {
  if (isFormat(text)) return text
  throw wrongOption(
    '-f',
    JSON.stringify(text),
    `one of ${FORMAT_NAMES.join(', ')} (did you mean "${closest(text, FORMAT_NAMES)}"?)`,
  )
}

const isFormat = (text: string): text is FormatName => Object.hasOwn(FORMATS, text)

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
  result: Result,
  entries: readonly HlogEntry[],
): void {
  if (result.cells.every((cell) => cell.trials === 0)) return
  writeTogether(folder, [
    { name: 'result.json', content: FORMATS.json.render(result, PLAIN) },
    { name: 'histograms.hlog', content: writeHlog(entries, [result.command]) },
    { name: 'table.txt', content: FORMATS.table.render(result, PLAIN) },
  ])
  remark(around, `wrote result.json, histograms.hlog, table.txt to ${folder}`)
}
