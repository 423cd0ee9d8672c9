/** `xmpp-rtt compare`: every strategy on every profile, side by side. */

import { type Command, Option } from 'commander'
import { plannedResult, runCompare } from '../../library/running/compare.ts'
import { runShard } from '../../library/running/shards.ts'
import type { RunSpec } from '../../run/spec.ts'
import {
  AUTO,
  USUAL_PERCENTILES,
  USUAL_PROFILES,
  USUAL_STRATEGIES,
  USUAL_TRIALS,
} from '../../words/compare.ts'
import { optionOf } from '../../words/option-names.ts'
import { readCompare } from '../../words/reading/compare.ts'
import { readShardWords } from '../../words/reading/shard.ts'
import { USUAL_SERVER } from '../../words/settings.ts'
import { allOf, endedIn } from '../after-run.ts'
import { showChecked } from '../beside-change.ts'
import { Ending, EXIT } from '../exit.ts'
import {
  judgedAlone,
  judgeLimits,
  type LimitTexts,
  limitOptions,
  readLimits,
  requireWithin,
} from '../limits.ts'
import { HEADINGS } from '../options/headings.ts'
import { late, messages, policies, scenarios } from '../options/life-options.ts'
import { precision } from '../options/precision.ts'
import { profilesOption } from '../options/profiles.ts'
import { refuseTyped } from '../options/refuse-typed.ts'
import { runOptions, SERVER_TEXT } from '../options/run-options.ts'
import { shardText } from '../options/shard.ts'
import { stormOptions } from '../options/storm-options.ts'
import { wholeNumber } from '../options/whole-number.ts'
import { workers } from '../options/workers.ts'
import { progressOn } from '../progress.ts'
import {
  ensureStorable,
  FORMAT_NAMES,
  printResult,
  readFormat,
  requireWhole,
  storeRun,
} from '../run-output.ts'
import { sampled } from '../samples-output.ts'
import { remark, reportOptions, type Surroundings } from '../surroundings.ts'
import { refuseBare } from '../unknown-command.ts'
import { readBefore, renderDifference } from '../with-before.ts'
import { type CompareTexts, compareWords } from './compare-words.ts'
import type { StormCommandTexts } from './storm.ts'

interface Texts extends CompareTexts, LimitTexts, StormCommandTexts {
  readonly format: string
  readonly output?: string
  readonly workers?: number
  readonly replay: boolean
  readonly commit: boolean
  readonly with?: string
  readonly shard?: string
  readonly samples?: string
}

export function define(command: Command, around: Surroundings): void {
  command
    .optionsGroup(HEADINGS.what)
    .addOption(profilesOption())
    .addOption(
      new Option(
        '-s, --strategy <name...>',
        `strategies, BASE+MOD+MOD, ./file.dialogue.json, all (the usual ones), or catalogue (default: ${USUAL_STRATEGIES.join(', ')})`,
      ),
    )
    .addOption(scenarios())
    .addOption(policies())
    .addOption(messages())
    .addOption(late())
    .optionsGroup(HEADINGS.run)
    .addOption(
      new Option('-n, --trials <count>', `trials of each cell, or ${AUTO}: as many as it takes`)
        .argParser(wholeNumber)
        .default(USUAL_TRIALS),
    )
    .addOption(precision())
    .addOption(workers())
    .addOption(new Option('--no-replay', 'run every trial in full (no effect on the result)'))
    .addOption(
      new Option(
        '--shard <i/n>',
        'do one part of n, into the folder of -o (auto/n: as the array of jobs says)',
      ),
    )
    .optionsGroup(HEADINGS.output)
    .addOption(
      new Option(
        '--percentiles <list>',
        `to be told, as in 50,90,99.9 (default: ${USUAL_PERCENTILES.join(', ')}; in JSON more)`,
      ),
    )
    .addOption(new Option('-f, --format <name>', FORMAT_NAMES.join(', ')).default('table'))
    .addOption(new Option('--samples <file>', 'also write a CSV file with a row for each trial'))
    .addOption(new Option('-o, --output <folder>', 'also write result, histograms and table'))
    .addOption(
      new Option('--with <file>', 'a result from before, file or folder: how this one differs'),
    )
    .addOption(new Option('--no-commit', 'leave the git commit out of the result'))
  const servers = new Option('--server <name...>', `embedded servers: ${SERVER_TEXT}`)
  const usual = servers.default([USUAL_SERVER], USUAL_SERVER)
  for (const option of [...limitOptions(), ...runOptions(usual), ...stormOptions()]) {
    command.addOption(option)
  }
  // As the command that needs no name, it is also given the names of commands that are none.
  command.allowExcessArguments().action(async (texts: Texts) => {
    refuseBare(command)
    if (texts.storm !== undefined) {
      const { runStormCommand } = await import('./storm.ts')
      await runStormCommand(around, command, texts)
    } else {
      refuseStormless(command)
      if (texts.shard === undefined) await run(around, texts)
      else await runPart(around, command, texts, texts.shard)
    }
  })
}

/** What is said of a storm means nothing where there is none. */
function refuseStormless(command: Command): void {
  const names = stormOptions().map((option) => option.attributeName())
  refuseTyped(command, names, ': found no --storm that it is about')
}

/** What values on the command line were laid over, where no profile was named. */
function linkRemarks(texts: Texts, { profiles }: RunSpec): readonly string[] {
  if (texts.profile !== undefined) return []
  if (texts.rtt !== undefined) return ['no -p: --rtt makes a link of nothing but what is said here']
  const given = profiles.flatMap((one) => (one.kind === 'figures' ? one.overridden : []))
  if (given.length === 0) return []
  return [
    `no -p: ${[...new Set(given)].map(optionOf).join(', ')} taken for each of ${USUAL_PROFILES.join(', ')}`,
  ]
}

async function run(around: Surroundings, texts: Texts): Promise<void> {
  const format = readFormat(texts.format)
  const limits = readLimits(texts)
  const wanted = readCompare(compareWords(texts))
  const before =
    texts.with === undefined ? undefined : readBefore(texts.with, format, plannedResult(wanted))
  if (texts.output !== undefined) ensureStorable(texts.output)

  const { value: measured, obstacle } = await sampled(texts.samples, (onOutcomes) =>
    progressOn(around, (onProgress) =>
      runCompare(wanted, {
        onOutcomes,
        workers: texts.workers,
        replay: texts.replay,
        commit: texts.commit,
        outcomes: texts.output !== undefined || before !== undefined,
        signal: around.signal,
        onProgress,
      }),
    ),
  )
  const { result } = measured
  for (const line of linkRemarks(texts, wanted.spec)) remark(around, line)
  if (wanted.leftOut !== undefined) remark(around, wanted.leftOut)
  printResult(around, measured, format)
  if (before !== undefined) {
    around.stdout.write(renderDifference(before, result, format, reportOptions(around)))
  }
  const asked = wanted.adaptive === undefined ? result.cells.length * wanted.spec.trials : undefined
  const verdicts = judgeLimits(result, limits)
  allOf(around, [
    endedIn(obstacle),
    () => storeRun(around, texts.output, measured),
    () => {
      if (limits.length > 0) showChecked(around, judgedAlone(result, verdicts), false)
    },
    () => {
      requireWithin(around, verdicts)
      requireWhole(around, result, texts.strategy, asked)
    },
  ])
}

/** What means nothing where there is no result yet, and what to do instead. */
const OF_WHOLE_RUNS: readonly (readonly [names: readonly string[], instead: string])[] = [
  [['format'], 'say it to merge'],
  [['samples'], 'no shard, and no merge, has it'],
  [['with'], 'diff what merge -o writes'],
  [['maxWaits', 'maxP50', 'maxP95', 'maxP99', 'maxFailed'], 'check --result what merge -o writes'],
]

async function runPart(
  around: Surroundings,
  command: Command,
  texts: Texts,
  shard: string,
): Promise<void> {
  for (const [names, instead] of OF_WHOLE_RUNS) {
    refuseTyped(command, names, ` is for whole runs: ${instead}`)
  }
  const wanted = readCompare(compareWords(texts))
  if (wanted.leftOut !== undefined) remark(around, wanted.leftOut)
  const { workers, replay, commit, output } = texts
  const part = readShardWords({ shard: shardText(shard, around.env), output })
  const { path, trials, state } = await progressOn(around, (onProgress) =>
    runShard(wanted, part, { workers, replay, commit, signal: around.signal, onProgress }),
  )
  if (state === 'interrupted') {
    throw new Ending(EXIT.incomplete, `interrupted after ${trials} trials: no shard was written`)
  }
  const what =
    state === 'written' ? `wrote ${trials} trials to ${path}` : `${path} was there already`
  remark(around, what)
}
