/** `xmpp-rtt trace STRATEGY`: one trial as a ladder. */
import { type Command, Option } from 'commander'
import { runTrace } from '../../library/running/trace.ts'
import { renderLadder } from '../../report/trace/ladder.ts'
import { readTrace } from '../../words/reading/trace.ts'
import { USUAL_SERVER } from '../../words/settings.ts'
import { USUAL_PROFILE } from '../../words/trace.ts'
import {
  certificateOption,
  clientOption,
  SERVER_TEXT,
  type SettingTexts,
  settingOptions,
  settingWords,
} from '../options/run-options.ts'
import { wholeNumber } from '../options/whole-number.ts'
import { reportOptions, type Surroundings } from '../surroundings.ts'

interface TraceTexts extends SettingTexts {
  readonly server: unknown
  readonly certificate: unknown
  readonly client?: unknown
  readonly profile?: unknown
  readonly trial: unknown
}

export function addTraceCommand(root: Command, around: Surroundings): void {
  const command = root
    .command('trace')
    .description('show one trial as a ladder: packets, XML, waits, times')
    .argument('<strategy>', 'BASE+MOD+MOD, or ./file.dialogue.json')
    .addOption(new Option('-p, --profile <name>', `profile (default: ${USUAL_PROFILE})`))
    .addOption(
      new Option('--trial <index>', 'which trial of the run with this seed, from 0')
        .argParser(wholeNumber)
        .default(0),
    )
  for (const option of settingOptions()) command.addOption(option)
  command
    .addOption(
      new Option('--server <name>', `embedded server: ${SERVER_TEXT}`).default(USUAL_SERVER),
    )
    .addOption(certificateOption())
    .addOption(clientOption())
  command.action((strategy: string, texts: TraceTexts) => {
    const { server, certificate, profile, trial } = texts
    const wanted = readTrace({
      ...settingWords(texts),
      ...{ server, certificate, strategy, profile, trial },
    })
    around.stdout.write(renderLadder(runTrace(wanted), reportOptions(around)))
  })
}
