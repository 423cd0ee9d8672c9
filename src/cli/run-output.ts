/** Where a run's result goes: standard output in the format asked for, and a folder's files. */
import { ensureReplaceable, type OutputFile } from '../files/output-folder.ts'
import { readResult } from '../files/results.ts'
import { HISTOGRAMS_FILE, RESULT_FILE } from '../files/stored-names.ts'
import { printable } from '../foreign-text.ts'
import { courseSourcesOf } from '../library/course-sources.ts'
import { originsOf } from '../library/origins.ts'
import type { Measured } from '../library/terms/measured.ts'
import { writeHgrm } from '../record/hgrm.ts'
import { writeHlog } from '../record/hlog.ts'
import { precisionFacts } from '../report/adaptive.ts'
import { FORMATS, type FormatName } from '../report/formats.ts'
import { PLAIN } from '../report/report-options.ts'
import { byTag } from '../result/distribution.ts'
import { neverThrough, withoutOutcomes } from '../result/outcomes.ts'
import type { Result } from '../result/result.ts'
import { ALL, CATALOGUE } from '../words/reading/fields.ts'
import { Ending, EXIT } from './exit.ts'
import { oneOf } from './options/one-of.ts'
import { store } from './output-place.ts'
import { remark, reportOptions, type Surroundings } from './surroundings.ts'

/** Those that are made of histograms, not of the result that sums them up. */
const HISTOGRAM_FORMATS = { hlog: writeHlog, hgrm: writeHgrm } as const

/** What can be printed. */
export type PrintFormat = FormatName | keyof typeof HISTOGRAM_FORMATS

/** Those that show a result that was stored. */
export const RESULT_FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[]

export const FORMAT_NAMES = [
  ...RESULT_FORMAT_NAMES,
  ...Object.keys(HISTOGRAM_FORMATS),
] as readonly PrintFormat[]

export const readFormat = (text: string): PrintFormat => oneOf('format', text, FORMAT_NAMES)

export const readResultFormat = (text: string): FormatName =>
  oneOf('format', text, RESULT_FORMAT_NAMES)

export function printResult(
  around: Surroundings,
  { result, histograms }: Pick<Measured, 'result' | 'histograms'>,
  format: PrintFormat,
): void {
  if (format === 'hlog' || format === 'hgrm') {
    around.stdout.write(HISTOGRAM_FORMATS[format](histograms, aboutHistograms(result)))
    return
  }
  // Rows for other programs say nothing of the links, so that is said beside them.
  if (format === 'csv') around.stderr.write(resolvedProfiles(result))
  const beside = {
    histograms: byTag(histograms),
    origins: originsOf(result),
    courseSources: courseSourcesOf(result),
  }
  around.stdout.write(
    FORMATS[format].render(withoutOutcomes(result), reportOptions(around), beside),
  )
}

/** Comments above them. */
const aboutHistograms = (result: Result): readonly string[] => [
  result.command,
  ...precisionFacts(result),
]

const resolvedProfiles = ({ profiles }: Result): string =>
  Object.entries(profiles)
    .flatMap(([name, { description }]) => description.map((line) => `${name}: ${line}\n`))
    .join('')

const FILE_NAMES = [RESULT_FILE, HISTOGRAMS_FILE, 'table.txt'] as const

const filesOf = ({ result, histograms }: Measured): readonly OutputFile[] => {
  const contents: Readonly<Record<(typeof FILE_NAMES)[number], string>> = {
    [RESULT_FILE]: FORMATS.json.render(result, PLAIN),
    [HISTOGRAMS_FILE]: writeHlog(histograms, [
      ...aboutHistograms(result),
      ...(result.interrupted === true ? ['interrupted'] : []),
    ]),
    'table.txt': FORMATS.table.render(result, PLAIN),
  }
  return FILE_NAMES.map((name) => ({ name, content: contents[name] }))
}

/** @throws {InputError} when a run could not be stored there. */
export const ensureStorable = (folder: string): void => ensureReplaceable(folder, FILE_NAMES)

/** An interrupted run that has measured nothing leaves what was there. */
export function storeRun(
  around: Surroundings,
  folder: string | undefined,
  measured: Measured,
): void {
  const { result } = measured
  if (folder === undefined) return
  if (result.cells.every((cell) => cell.trials === 0)) return
  store(around, folder, { run: result, files: filesOf(measured), readBefore: readResult })
}

/**
 * After everything has been printed. `named`: strategies as they were asked for. One that servers
 * are known to refuse, and that nobody named, came along with `all` or `catalogue`: it is told of, and
 * no more. `asked`: trials of all cells together, if that is known.
 */
export function requireWhole(
  around: Surroundings,
  result: Result,
  named: unknown,
  asked?: number,
): void {
  if (result.interrupted === true) {
    const done = result.cells.reduce((sum, { trials }) => sum + trials, 0)
    const share = asked === undefined ? String(done) : `${done} of ${asked}`
    throw new Ending(EXIT.incomplete, `interrupted: shown is what ${share} trials came to`)
  }
  const never = neverThrough(result)
  const excused = never.filter((name) => cameAlong(name, result, named))
  if (excused.length > 0) {
    remark(around, `never got through, as † says below the table: ${excused.join(', ')}`)
  }
  const missed = never.filter((name) => !excused.includes(name))
  if (missed.length === 0) return
  throw new Ending(EXIT.incomplete, `never got through: ${missed.map(printable).join(', ')}`)
}

/** Names that stand for others. */
const SEVERAL = [ALL, CATALOGUE] as const

const cameAlong = (name: string, { strategies }: Result, named: unknown): boolean =>
  strategies[name]?.standing === 'theoretical' &&
  Array.isArray(named) &&
  SEVERAL.some((several) => named.includes(several)) &&
  !named.includes(name)
