/** `xmpp-rtt compare --storm N`: many clients that come back to one server at once. */

import type { Command } from 'commander'
import { ensureReplaceable, type OutputFile } from '../../files/output-folder.ts'
import { STORM_FILE } from '../../files/stored-names.ts'
import { readStormFile } from '../../files/storms.ts'
import { printable } from '../../foreign-text.ts'
import { stormed } from '../../library/running/storm.ts'
import { STORM_FORMATS, type StormFormatName } from '../../report/storm/formats.ts'
import type { StormResult } from '../../result/storm.ts'
import { readStorm } from '../../words/reading/storm.ts'
import { allOf } from '../after-run.ts'
import { Ending, EXIT } from '../exit.ts'
import { oneOf } from '../options/one-of.ts'
import { refuseTyped } from '../options/refuse-typed.ts'
import { type StormTexts, stormWords } from '../options/storm-options.ts'
import { store } from '../output-place.ts'
import { progressOn } from '../progress.ts'
import { reportOptions, type Surroundings } from '../surroundings.ts'

export interface StormCommandTexts extends StormTexts {
  readonly format: string
  readonly output?: string
  readonly commit: boolean
  readonly replay: boolean
}

export const STORM_FORMAT_NAMES = Object.keys(STORM_FORMATS) as readonly StormFormatName[]

/** What is for trials, and means nothing where there are none. */
const OF_TRIALS = [
  ...['strategy', 'policy', 'messages', 'late', 'trials', 'precision', 'percentiles', 'samples'],
  ...['workers', 'with', 'shard', 'maxWaits', 'maxP50', 'maxP95', 'maxP99', 'maxFailed'],
]

const FILE_NAMES = [STORM_FILE, 'series.csv', 'table.txt'] as const

export async function runStormCommand(
  around: Surroundings,
  command: Command,
  texts: StormCommandTexts,
): Promise<void> {
  refuseTyped(command, OF_TRIALS, ': found it with --storm, which has a --mix and no trials')
  const format = oneOf('format', texts.format, STORM_FORMAT_NAMES)
  const wanted = readStorm(stormWords(texts))
  const { output } = texts
  if (output !== undefined) ensureReplaceable(output, FILE_NAMES)
  const storm = await progressOn(
    around,
    (onProgress) =>
      stormed(wanted, {
        commit: texts.commit,
        replay: texts.replay,
        signal: around.signal,
        onProgress,
      }),
    'clients',
  )
  around.stdout.write(STORM_FORMATS[format].render(storm, reportOptions(around)))
  allOf(around, [
    () => {
      if (output === undefined || storm.all.attempts === 0) return
      store(around, output, { run: storm, files: filesOf(storm), readBefore: readStormFile })
    },
    () => requireWhole(storm),
  ])
}

function filesOf(storm: StormResult): readonly OutputFile[] {
  const { json, csv, table } = STORM_FORMATS
  const [result, series, shown] = FILE_NAMES
  return [
    { name: result, content: json.render(storm) },
    { name: series, content: csv.render(storm) },
    { name: shown, content: table.render(storm) },
  ]
}

/** As of a comparison: all of it was run, and of everybody who tried somebody got through. */
function requireWhole({ interrupted, all, parts }: StormResult): void {
  if (interrupted === true) {
    const { back, clients } = all
    throw new Ending(EXIT.incomplete, `interrupted: ${back} of ${clients} clients were back`)
  }
  const never = parts.filter(({ attempts, back }) => attempts > 0 && back === 0)
  if (never.length === 0) return
  const names = never.map(({ strategy, policy }) => printable(`${strategy}/${policy}`))
  throw new Ending(EXIT.incomplete, `never got through: ${names.join(', ')}`)
}
