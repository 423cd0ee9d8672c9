/** `xmpp-rtt compare`: every strategy on every profile, side by side. */

import { type Command, Option } from 'commander'
import { meantHint } from '../../json/named.ts'
import { runCompare } from '../../library/running/compare.ts'
import type { RunSpec } from '../../run/spec.ts'
import { optionOf } from '../../words/command-line.ts'
import { USUAL_PROFILES, USUAL_TRIALS } from '../../words/compare.ts'
import { readCompare } from '../../words/reading/compare.ts'
import { USUAL_SERVER } from '../../words/settings.ts'
import { wrongInput } from '../exit.ts'
import {
  LATE_TEXT,
  type RunTexts,
  runOptions,
  runWords,
  SERVER_TEXT,
} from '../options/run-options.ts'
import { wholeNumber } from '../options/whole-number.ts'
import { progressOn } from '../progress.ts'
import {
  ensureStorable,
  FORMAT_NAMES,
  printResult,
  readFormat,
  requireWhole,
  storeRun,
} from '../run-output.ts'
import { readBefore, renderBeside } from '../side-by-side.ts'
import { remark, reportOptions, type Surroundings } from '../surroundings.ts'

interface CompareTexts extends RunTexts {
  readonly profile?: unknown
  readonly strategy?: unknown
  readonly scenario?: unknown
  readonly policy?: unknown
  readonly messages?: unknown
  readonly late?: string
  readonly trials: unknown
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
      new Option('--scenario <name...>', 'what happens to the client: names, ./file.json, or all'),
    )
    .addOption(
      new Option('--policy <name...>', 'what it does about it: names, ./file.json, or all'),
    )
    .addOption(new Option('--messages <rate>', 'each way, instead of the scenario’s, as in 10/min'))
    .addOption(new Option('--late <time>', LATE_TEXT))
    .addOption(
      new Option('-n, --trials <count>', 'trials of each cell')
        .argParser(wholeNumber)
        .default(USUAL_TRIALS),
    )
    .addOption(new Option('-f, --format <name>', FORMAT_NAMES.join(', ')).default('table'))
    .addOption(new Option('-o, --output <folder>', 'also write result, histograms and table'))
    .addOption(
      new Option('--workers <count>', 'threads (no effect on the result)').argParser(wholeNumber),
    )
    .addOption(
      new Option('--with <file>', 'a result of live or compare, from before, to show beside'),
    )
    .addOption(new Option('--no-commit', 'leave the git commit out of the result'))
  const servers = new Option('--server <name...>', `embedded servers: ${SERVER_TEXT}`)
  for (const option of runOptions(servers.default([USUAL_SERVER], USUAL_SERVER))) {
    command.addOption(option)
  }
  // As the command that needs no name, it is also given the names of commands that are none.
  command.allowExcessArguments().action(async (texts: CompareTexts) => {
    refuseUnknownCommand(root, command.args)
    await run(around, texts)
  })
}

function refuseUnknownCommand(root: Command, args: readonly string[]): void {
  const [name] = args
  if (name === undefined) return
  const known = root.commands.map((command) => command.name())
  throw wrongInput(`unknown command "${name}"${meantHint(name, known)}`)
}

/** What values on the command line were laid over, where no profile was named. */
function linkRemarks(texts: CompareTexts, { profiles }: RunSpec): readonly string[] {
  if (texts.profile !== undefined) return []
  if (texts.rtt !== undefined) return ['no -p: --rtt makes a link of nothing but what is said here']
  const given = profiles.flatMap((one) => (one.kind === 'figures' ? one.overridden : []))
  if (given.length === 0) return []
  return [
    `no -p: ${[...new Set(given)].map(optionOf).join(', ')} taken for each of ${USUAL_PROFILES.join(', ')}`,
  ]
}

async function run(around: Surroundings, texts: CompareTexts): Promise<void> {
  const format = readFormat(texts.format)
  const wanted = readCompare({
    ...runWords(texts),
    servers: texts.server,
    profiles: texts.profile,
    strategies: texts.strategy,
    scenarios: texts.scenario,
    policies: texts.policy,
    messages: texts.messages,
    late: texts.late,
    trials: texts.trials,
  })
  const before = texts.with === undefined ? undefined : readBefore(texts.with, format, wanted.spec)
  if (texts.output !== undefined) ensureStorable(texts.output)

  const measured = await progressOn(around.stderr, (onProgress) =>
    runCompare(wanted, {
      workers: texts.workers,
      commit: texts.commit,
      signal: around.signal,
      onProgress,
    }),
  )
  const { result } = measured
  for (const line of linkRemarks(texts, wanted.spec)) remark(around, line)
  printResult(around, result, format)
  if (before !== undefined) {
    around.stdout.write(renderBeside(before, result, format, reportOptions(around)))
  }
  if (texts.output !== undefined) storeRun(around, texts.output, measured)
  requireWhole(around, result, texts.strategy, result.cells.length * wanted.spec.trials)
}
