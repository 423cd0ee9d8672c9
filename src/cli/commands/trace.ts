/** `xmpp-rtt trace STRATEGY`: one trial as a ladder. */
import { type Command, Option } from 'commander'
import { renderLadder } from '../../report/trace/ladder.ts'
import { traceTrial } from '../../run/simulated/trace-trial.ts'
import { Ending, EXIT, wrongOption } from '../exit.ts'
import { wholeNumber } from '../options/number-option.ts'
import {
  type RunOptionTexts,
  readProfiles,
  readRunSettings,
  readStrategy,
  runOptions,
} from '../options/run-options.ts'
import { reportOptions, type Surroundings } from '../surroundings.ts'

interface TraceTexts extends RunOptionTexts {
  readonly profile?: string
  readonly trial: number
}

const DEFAULT_PROFILE = 'lte_good'

export function addTraceCommand(root: Command, around: Surroundings): void {
  const command = root
    .command('trace')
    .description('show one trial as a ladder: packets, XML, waits, times')
    .argument('<strategy>', 'BASE+MOD+MOD, or ./file.dialogue.json')
    .addOption(new Option('-p, --profile <name>', `profile (default: ${DEFAULT_PROFILE})`))
    .addOption(
      new Option('--trial <index>', 'which trial of the run with this seed, from 0')
        .argParser(wholeNumber('--trial', 0, 100_000_000))
        .default(0),
    )
  for (const option of runOptions()) command.addOption(option)
  command.action((strategy: string, texts: TraceTexts) => run(around, strategy, texts))
}

function run(around: Surroundings, strategyText: string, texts: TraceTexts): void {
  const names = texts.profile === undefined ? undefined : [texts.profile]
  const profiles = readProfiles(names, texts, [DEFAULT_PROFILE])
  if (profiles.length !== 1) throw wrongOption('-p', '"all"', 'one profile to trace')
  const trace = traceTrial(
    {
      ...readRunSettings(texts),
      trials: texts.trial + 1,
      strategies: [readStrategy(strategyText)],
      profiles,
    },
    texts.trial,
  )
  if ('code' in trace) {
    throw new Ending(
      EXIT.incomplete,
      `${strategyText}: the earlier session failed: ${trace.detail}`,
    )
  }
  around.stdout.write(renderLadder(trace, reportOptions(around)))
}
