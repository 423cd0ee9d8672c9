/** `xmpp-rtt compare`: every strategy on every profile, side by side. */
import { availableParallelism } from 'node:os'
import { type Command, Option } from 'commander'
import { closest } from 'fastest-levenshtein'
import type { HlogEntry } from '../../record/hlog.ts'
import { type Comparison, compare } from '../../run/simulated/compare.ts'
import { cellAt, cellCount, type RunSpec, strategyName, strategyOf } from '../../run/spec.ts'
import { toResult } from '../../run/to-result.ts'
import { MILESTONES } from '../../transport.ts'
import { Ending, EXIT, wrongInput, wrongOption } from '../exit.ts'
import { wholeNumber } from '../options/number-option.ts'
import {
  optionText,
  overrideOptionTexts,
  quoted,
  type RunOptionTexts,
  readProfiles,
  readRunSettings,
  readStrategies,
  runOptions,
  runSettingTexts,
} from '../options/run-options.ts'
import { ensureWritableFolder } from '../output-folder.ts'
import { progressBar } from '../progress.ts'
import { FORMAT_NAMES, printResult, readFormat, storeRun } from '../run-output.ts'
import { readResultFile, renderBeside, requireSheets } from '../side-by-side.ts'
import { reportOptions, type Surroundings } from '../surroundings.ts'
import { toolCommit, toolVersion } from '../tool.ts'

/** What tells the story when nothing is asked for: three mobile links, from a good one down. */
export const DEFAULT_PROFILES = ['lte_good', 'umts_driving', 'edge_industry'] as const
export const DEFAULT_STRATEGIES = [
  'legacy-resume-starttls',
  'legacy-resume-direct',
  'sasl2-resume-direct',
  'sasl2-resume-direct+pipelined',
  'fast-resume-direct',
  'fast-resume-direct+pipelined',
  'fast-resume-direct+pipelined+tfo',
] as const
export const DEFAULT_TRIALS = 1000

interface CompareTexts extends RunOptionTexts {
  readonly profile?: readonly string[]
  readonly strategy?: readonly string[]
  readonly trials: number
  readonly format: string
  readonly output?: string
  readonly workers?: number
  readonly commit: boolean
  readonly with?: string
}

export function addCompareCommand(root: Command, around: Surroundings): void {
  const command = root
    .command('compare', { isDefault: true })
    .description('compare strategies on profiles (what runs when no command is named)')
    .addOption(new Option('-p, --profile <name...>', 'profiles by name, ./file.json, or all'))
    .addOption(
      new Option(
        '-s, --strategy <name...>',
        'strategies, BASE+MOD+MOD, ./file.dialogue.json, or all',
      ),
    )
    .addOption(
      new Option('-n, --trials <count>', 'trials of each cell')
        .argParser(wholeNumber('-n', 1, 100_000_000))
        .default(DEFAULT_TRIALS),
    )
    .addOption(new Option('-f, --format <name>', FORMAT_NAMES.join(', ')).default('table'))
    .addOption(new Option('-o, --output <folder>', 'also write result, histograms and table'))
    .addOption(
      new Option('--workers <count>', 'threads (no effect on the result)').argParser(
        wholeNumber('--workers', 1, 256),
      ),
    )
    .addOption(new Option('--with <file>', 'a result of live (or of compare) to show beside'))
    .addOption(new Option('--no-commit', 'leave the git commit out of the result'))
  for (const option of runOptions()) command.addOption(option)
  // As the command that needs no name, it is also given the names of commands that are none.
  command.allowExcessArguments().action(async (texts: CompareTexts) => {
    refuseUnknownCommand(root, command.args)
    await run(around, texts)
  })
}

function refuseUnknownCommand(root: Command, args: readonly string[]): void {
  const [name] = args
  if (name === undefined) return
  const nearest = closest(
    name,
    root.commands.map((command) => command.name()),
  )
  throw wrongInput(`unknown command "${name}", did you mean "${nearest}"?`)
}

async function run(around: Surroundings, texts: CompareTexts): Promise<void> {
  const format = readFormat(texts.format)
  const spec = readSpec(texts)
  const beside = texts.with === undefined ? undefined : readResultFile(texts.with)
  if (beside !== undefined) requireSheets(format)
  if (texts.output !== undefined) ensureWritableFolder(texts.output)

  const comparison = await compareVisibly(around, spec, texts.workers ?? availableParallelism())
  const result = toResult(spec, comparison, {
    version: toolVersion(),
    commit: texts.commit ? toolCommit() : undefined,
    command: commandText(spec, texts),
  })
  printResult(around, result, format)
  if (beside !== undefined) {
    around.stdout.write(renderBeside(result, beside, format, reportOptions(around)))
  }
  if (texts.output !== undefined) {
    storeRun(around, texts.output, result, histograms(spec, comparison))
  }
  if (comparison.interrupted) {
    const done = comparison.cells.reduce((sum, cell) => sum + cell.trials, 0)
    const asked = cellCount(spec) * spec.trials
    throw new Ending(
      EXIT.incomplete,
      `interrupted: shown is what ${done} of ${asked} trials came to`,
    )
  }
}

export function readSpec(texts: CompareTexts): RunSpec {
  const strategies = readStrategies(texts.strategy ?? DEFAULT_STRATEGIES)
  const settings = readRunSettings(texts)
  const fastOpen = strategies.some((choice) => strategyOf(choice).over.fastOpen)
  if (settings.fastOpenFault !== undefined && !fastOpen) {
    throw wrongOption('--tfo-fault', 'no strategy with +tfo', 'one that it could happen to')
  }
  return {
    ...settings,
    trials: texts.trials,
    strategies,
    profiles: readProfiles(texts.profile, texts, DEFAULT_PROFILES),
  }
}

async function compareVisibly(
  { stderr, signal }: Surroundings,
  spec: RunSpec,
  workers: number,
): Promise<Comparison> {
  const progress = progressBar(stderr, cellCount(spec) * spec.trials)
  try {
    return await compare(spec, { workers, onProgress: progress.update, signal })
  } finally {
    progress.stop()
  }
}

/** Everything that decides the result, nothing that does not (workers, formats, folders). */
function commandText(spec: RunSpec, texts: CompareTexts): string {
  return [
    'xmpp-rtt compare',
    ...(texts.profile === undefined && texts.rtt !== undefined
      ? []
      : ['-p', ...(texts.profile ?? DEFAULT_PROFILES).map(quoted)]),
    ...overrideOptionTexts(texts),
    '-s',
    ...(texts.strategy ?? DEFAULT_STRATEGIES).map(quoted),
    ...optionText('-n', String(spec.trials)),
    ...runSettingTexts(texts),
  ].join(' ')
}

const histograms = (spec: RunSpec, comparison: Comparison): readonly HlogEntry[] =>
  comparison.cells.flatMap((stats, index) => {
    const { choice, profile } = cellAt(spec, index)
    return MILESTONES.map((milestone) => ({
      strategy: strategyName(choice),
      profile: profile.name,
      milestone,
      histogram: stats.milestones[milestone],
    }))
  })
