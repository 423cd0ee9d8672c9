/** Where a run's result goes: standard output in the format asked for, and a folder's files. */
import { writeTogether } from '../files/output-folder.ts'
import { printable } from '../foreign-text.ts'
import { InputError } from '../json/input-error.ts'
import type { Measured } from '../library/terms/measured.ts'
import { writeHlog } from '../record/hlog.ts'
import { FORMATS, type FormatName } from '../report/formats.ts'
import { PLAIN } from '../report/report-options.ts'
import { neverThrough } from '../result/outcomes.ts'
import type { Result } from '../result/result.ts'
import { Ending, EXIT } from './exit.ts'
import { inOptions } from './options/names.ts'
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
  try {
    writeTogether(folder, [
      { name: 'result.json', content: FORMATS.json.render(result, PLAIN) },
      { name: 'histograms.hlog', content: writeHlog(histograms, [result.command]) },
      { name: 'table.txt', content: FORMATS.table.render(result, PLAIN) },
    ])
  } catch (error) {
    // It could be written to before the run: what is wrong now is nobody's input.
    if (!(error instanceof InputError)) throw error
    throw new Ending(EXIT.incomplete, inOptions(error))
  }
  remark(around, `wrote result.json, histograms.hlog, table.txt to ${folder}`)
}

/** After everything has been printed. `asked`: trials of all cells together, if that is known. */
export function requireWhole(result: Result, asked?: number): void {
  if (result.interrupted === true) {
    const done = result.cells.reduce((sum, { trials }) => sum + trials, 0)
    const share = asked === undefined ? String(done) : `${done} of ${asked}`
    throw new Ending(EXIT.incomplete, `interrupted: shown is what ${share} trials came to`)
  }
  const never = neverThrough(result)
  if (never.length === 0) return
  throw new Ending(EXIT.incomplete, `never got through: ${never.map(printable).join(', ')}`)
}
