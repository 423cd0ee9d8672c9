/** `xmpp-rtt trace STRATEGY`: one trial as a ladder. */
import { type Command, Option } from 'commander'
import { runTrace } from '../../library/running/trace.ts'
import { renderLadder } from '../../report/trace/ladder.ts'
import { readTrace } from '../../words/reading/trace.ts'
import { USUAL_SERVER } from '../../words/settings.ts'
import { USUAL_PROFILE } from '../../words/trace.ts'
import { type RunTexts, runOptions, runWords, SERVER_TEXT } from '../options/run-options.ts'
import { wholeNumber } from '../options/whole-number.ts'
import { reportOptions, type Surroundings } from '../surroundings.ts'

interface TraceTexts extends RunTexts {
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
  const server = new Option('--server <name>', `embedded server: ${SERVER_TEXT}`)
  for (const option of runOptions(server.default(USUAL_SERVER))) command.addOption(option)
  command.action((strategy: string, texts: TraceTexts) => {
    const { server, profile, trial } = texts
    const wanted = readTrace({ ...runWords(texts), server, strategy, profile, trial })
    around.stdout.write(renderLadder(runTrace(wanted), reportOptions(around)))
  })
}
