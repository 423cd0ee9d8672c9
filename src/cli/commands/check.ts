/**
 * `xmpp-rtt check [FILE]`: budgets, held against a run, a result, or what `serve` or a capture has seen.
 * Ends with 1 when one is broken.
 */
import { type Command, Option } from 'commander'
import { BUDGETS_FILE } from '../../budget/budget-file.ts'
import type { Checked } from '../../budget/checked.ts'
import { failing } from '../../budget/verdict.ts'
import { ensureNew, ensureWritable, writeNewFile } from '../../files/text-output.ts'
import { writeTextFile } from '../../files/whole-file.ts'
import { check } from '../../library/check.ts'
import { initialBudgets } from '../../library/running/initial-budgets.ts'
import { PLAIN } from '../../report/report-options.ts'
import { caveatsOf, caveatText } from '../../report/verdict/caveats.ts'
import { VERDICT_FORMATS, type VerdictFormatName } from '../../report/verdict/formats.ts'
import { verdictSummary } from '../../report/verdict/sheets.ts'
import { readCompare } from '../../words/reading/compare.ts'
import { allOf, written } from '../after-run.ts'
import { showChecked } from '../beside-change.ts'
import { Ending, EXIT } from '../exit.ts'
import { under } from '../options/headings.ts'
import { oneOf } from '../options/one-of.ts'
import { precision } from '../options/precision.ts'
import { refuseTyped } from '../options/refuse-typed.ts'
import { type RunTexts, runOptions, SERVER_TEXT } from '../options/run-options.ts'
import { wholeNumber } from '../options/whole-number.ts'
import { workers } from '../options/workers.ts'
import { progressOn } from '../progress.ts'
import { remark, reportOptions, type Surroundings } from '../surroundings.ts'
import { type CompareTexts, compareWords } from './compare-words.ts'

interface CheckTexts extends RunTexts, CompareTexts {
  readonly init?: boolean
  readonly result?: string
  readonly baseline?: string
  readonly served?: string
  readonly analyzed?: string
  readonly strict?: boolean
  readonly format: string
  readonly junit?: string
  readonly workers?: number
}

const NAMES = Object.keys(VERDICT_FORMATS) as readonly VerdictFormatName[]

const OF_INIT = 'The run of --init (what is not said stands as of compare):'

export function define(command: Command, around: Surroundings): void {
  command
    .argument('[budgets]', `a file of budgets (default: ${BUDGETS_FILE})`)
    .option('--result <file>', 'judge this result, file or folder, instead of a run')
    .option('--served <file>', 'judge what serve -f json or proxy -f json has printed of clients')
    .option('--analyzed <file>', 'judge those that analyze -f json has found in a capture')
    .option('--baseline <file>', 'an earlier result, for round trips and relative limits')
    .option('--strict', 'what is inconclusive counts as broken')
    .addOption(new Option('-f, --format <name>', NAMES.join(', ')).default('table'))
    .option('--junit <file>', 'also write JUnit XML')
    .addOption(workers())
    .option('--init', 'write a file of budgets that a run keeps')
    .optionsGroup(OF_INIT)
    .addOption(new Option('-p, --profile <name...>', 'its profiles'))
    .addOption(new Option('-s, --strategy <name...>', 'its strategies'))
    .addOption(new Option('--scenario <name...>', 'its scenarios'))
    .addOption(new Option('--policy <name...>', 'its policies'))
    .addOption(new Option('-n, --trials <count>', 'its trials').argParser(wholeNumber))
    .addOption(precision())
  const servers = new Option('--server <name...>', `its servers: ${SERVER_TEXT}`)
  for (const option of under(OF_INIT, runOptions(servers))) command.addOption(option)
  command.action(async (budgets: string = BUDGETS_FILE, texts: CheckTexts) => {
    if (texts.init === true) await init(around, budgets, texts, command)
    else await run(around, budgets, texts, command)
  })
}

/** Of `--init`: nothing is written over what somebody has thought about. */
async function init(
  around: Surroundings,
  path: string,
  texts: CheckTexts,
  command: Command,
): Promise<void> {
  refuseTyped(command, JUDGING, ': found with --init, which judges nothing')
  const wanted = readCompare(compareWords(texts))
  ensureNew(path)
  const text = await progressOn(around, (onProgress) =>
    initialBudgets(wanted, compareWords(texts), {
      workers: texts.workers,
      signal: around.signal,
      onProgress,
    }),
  )
  if (text === undefined) throw new Ending(EXIT.incomplete, 'interrupted: no budgets were written')
  around.stdout.write(text)
  written(() => writeNewFile(path, text))
  remark(around, `wrote ${path}`)
}

async function run(
  around: Surroundings,
  budgets: string,
  texts: CheckTexts,
  command: Command,
): Promise<void> {
  const format = oneOf('format', texts.format, NAMES)
  const runs = command.options.map((option) => option.attributeName())
  // What a run is told stands in the file of budgets.
  refuseTyped(
    command,
    runs.filter((name) => !OWN.includes(name)),
    ': found without --init, expected it in the file of budgets',
  )
  const { result, baseline, served, analyzed, workers, strict = false } = texts
  if ((result ?? served ?? analyzed) !== undefined) {
    refuseTyped(command, ['workers'], ': found where nothing is run')
  }
  if (texts.junit !== undefined) ensureWritable(texts.junit)
  const checked = await progressOn(around, (onProgress) =>
    check(
      { budgets, result, baseline, served, analyzed },
      { workers, signal: around.signal, onProgress },
    ),
  )
  // That it was interrupted is how it ends.
  for (const caveat of caveatsOf({ ...checked, interrupted: false })) {
    remark(around, `${budgets}: ${caveatText(caveat)}`)
  }
  const options = { ...reportOptions(around), strict }
  around.stdout.write(VERDICT_FORMATS[format].render(checked, options))
  allOf(around, [
    () => writeJunit(texts, checked),
    () => showChecked(around, checked, strict),
    () => conclude(checked, strict),
  ])
}

/** What is judged, by what, and how that is told. */
const JUDGING: readonly string[] = [
  'result',
  'served',
  'analyzed',
  'baseline',
  'strict',
  'format',
  'junit',
]

const OWN: readonly string[] = [...JUDGING, 'init', 'workers']

function writeJunit({ junit, strict = false }: CheckTexts, checked: Checked): void {
  if (junit === undefined) return
  const text = VERDICT_FORMATS.junit.render(checked, { ...PLAIN, strict })
  written(() => writeTextFile(junit, text))
}

function conclude({ verdicts, interrupted }: Checked, strict: boolean): void {
  if (interrupted) throw new Ending(EXIT.incomplete, 'interrupted: judged is what there was')
  if (failing(verdicts, strict).length === 0) return
  throw new Ending(EXIT.overBudget, verdictSummary(verdicts))
}
