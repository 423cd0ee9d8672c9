/** `xmpp-rtt trace STRATEGY`: one trial as a ladder, or a life as a timeline. */
import { type Command, Option } from 'commander'
import { InputError } from '../../json/input-error.ts'
import { runLifeTrace, runTrace } from '../../library/running/trace.ts'
import type { Trace } from '../../record/trace.ts'
import type { LifeTrace } from '../../record/traced-life.ts'
import type { ReportOptions } from '../../report/report-options.ts'
import { renderTraceJson } from '../../report/trace/json.ts'
import { renderLadder } from '../../report/trace/ladder.ts'
import { renderTimeline } from '../../report/trace/timeline.ts'
import { refuseIdle } from '../../words/reading/courses.ts'
import { readLifeTrace, readTrace } from '../../words/reading/trace.ts'
import { USUAL_SERVER } from '../../words/settings.ts'
import { USUAL_PROFILE } from '../../words/trace.ts'
import { oneOf } from '../options/one-of.ts'
import {
  LATE_TEXT,
  type RunTexts,
  runOptions,
  runWords,
  SERVER_TEXT,
} from '../options/run-options.ts'
import { wholeNumber } from '../options/whole-number.ts'
import { reportOptions, type Surroundings } from '../surroundings.ts'

interface TraceTexts extends RunTexts {
  readonly profile?: unknown
  readonly trial: unknown
  readonly scenario?: unknown
  readonly policy?: unknown
  readonly messages?: unknown
  readonly late?: string
  readonly attempt?: number
  readonly format: string
}

const FORMATS = ['text', 'json'] as const

export function addTraceCommand(root: Command, around: Surroundings): void {
  const command = root
    .command('trace')
    .description('show one trial as a ladder, or a life in a scenario as a timeline')
    .argument('<strategy>', 'BASE+MOD+MOD, or ./file.dialogue.json')
    .addOption(new Option('-p, --profile <name>', `profile (default: ${USUAL_PROFILE})`))
    .addOption(
      new Option('--trial <index>', 'which trial of the run with this seed, from 0')
        .argParser(wholeNumber)
        .default(0),
    )
    .addOption(
      new Option(
        '--scenario <name>',
        'what happens to the client: a life is shown; a name, or ./file.json',
      ),
    )
    .addOption(new Option('--policy <name>', 'what it does about it: a name, or ./file.json'))
    .addOption(new Option('--messages <rate>', 'each way, instead of the scenario’s, as in 10/min'))
    .addOption(new Option('--late <time>', LATE_TEXT))
    .addOption(
      new Option('--attempt <number>', 'an attempt of the life as a ladder, from 1').argParser(
        wholeNumber,
      ),
    )
    .addOption(new Option('-f, --format <name>', FORMATS.join(' or ')).default('text'))
  const server = new Option('--server <name>', `embedded server: ${SERVER_TEXT}`)
  for (const option of runOptions(server.default(USUAL_SERVER))) command.addOption(option)
  command.action((strategy: string, texts: TraceTexts) => {
    const { server, profile, trial, scenario, policy, messages, late, attempt } = texts
    const words = { ...runWords(texts), server, strategy, profile, trial }
    const options = reportOptions(around)
    const format = oneOf('format', texts.format, FORMATS)
    const draw = <Traced extends Trace | LifeTrace>(
      traced: Traced,
      drawn: (traced: Traced, options: ReportOptions) => string,
    ): void => {
      around.stdout.write(format === 'json' ? renderTraceJson(traced) : drawn(traced, options))
    }
    if (scenario === undefined) {
      for (const [field, value] of Object.entries({ policy, messages, late, attempt }))
        refuseIdle(field, value)
      draw(runTrace(readTrace(words)), renderLadder)
      return
    }
    const life = runLifeTrace(readLifeTrace({ ...words, scenario, policy, messages, late }))
    if (attempt === undefined) draw(life, renderTimeline)
    else draw(attemptOf(life, attempt), renderLadder)
  })
}

function attemptOf({ attempts }: LifeTrace, number: number): Trace {
  const attempt = attempts[number - 1]
  if (attempt !== undefined) return attempt
  const expected = `an attempt of this life, from 1 to ${attempts.length}`
  throw new InputError({ code: 'wrong-value', field: 'attempt', found: `${number}`, expected })
}
