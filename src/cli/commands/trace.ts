/** `xmpp-rtt trace STRATEGY`: one trial as a ladder, or a life as a timeline. */
import { type Command, Option } from 'commander'
import { ensureWritable } from '../../files/text-output.ts'
import { writeTextFile } from '../../files/whole-file.ts'
import { InputError } from '../../json/input-error.ts'
import {
  type ChosenTrial,
  chosenTrial,
  runCapture,
  runLifeTrace,
  runTrace,
} from '../../library/running/trace.ts'
import type { Trace } from '../../record/trace.ts'
import type { LifeTrace } from '../../record/traced-life.ts'
import type { ReportOptions } from '../../report/report-options.ts'
import { renderTraceJson } from '../../report/trace/json.ts'
import { renderLadder } from '../../report/trace/ladder.ts'
import { renderLadderSvg } from '../../report/trace/ladder-figure.ts'
import { renderTimeline } from '../../report/trace/timeline.ts'
import { renderTimelineSvg } from '../../report/trace/timeline-figure.ts'
import { USUAL_TRIALS } from '../../words/compare.ts'
import { refuseIdle, USUAL_POLICY } from '../../words/reading/courses.ts'
import { readCapture, readLifeTrace, readTrace, type TraceRun } from '../../words/reading/trace.ts'
import type { Unread } from '../../words/reading/unread.ts'
import { USUAL_SERVER } from '../../words/settings.ts'
import { type TraceWords, USUAL_PROFILE } from '../../words/trace.ts'
import { allOf, written } from '../after-run.ts'
import { HEADINGS } from '../options/headings.ts'
import { type LifeTexts, late, messages } from '../options/life-options.ts'
import { oneOf } from '../options/one-of.ts'
import { type RunTexts, runOptions, runWords, SERVER_TEXT } from '../options/run-options.ts'
import { decimal, wholeNumber } from '../options/whole-number.ts'
import { progressOn } from '../progress.ts'
import { reportOptions, type Surroundings } from '../surroundings.ts'

interface TraceTexts extends RunTexts, LifeTexts {
  readonly profile?: unknown
  readonly trial?: unknown
  readonly percentile?: unknown
  readonly worst?: true
  readonly trials?: unknown
  readonly attempt?: number
  readonly format: string
  readonly svg?: true
  readonly pcap?: string
  readonly pcapAt?: unknown
  readonly pcapClear?: true
}

const FORMATS = ['text', 'json', 'svg'] as const

export function define(command: Command, around: Surroundings): void {
  command
    .argument('<strategy>', 'BASE+MOD+MOD, or ./file.dialogue.json')
    .optionsGroup(HEADINGS.what)
    .addOption(
      new Option(
        '-p, --profile <name>',
        `profile, by name or ./file.json (default: ${USUAL_PROFILE})`,
      ),
    )
    .optionsGroup('Which trial:')
    .addOption(
      new Option(
        '--trial <index>',
        'which trial of the run with this seed, from 0 (default: 0)',
      ).argParser(wholeNumber),
    )
    .addOption(
      new Option('--percentile <p>', 'the one that was at this percentile, as in 99').argParser(
        decimal,
      ),
    )
    .addOption(new Option('--worst', 'the one that took longest, or a failed one'))
    .addOption(
      new Option(
        '-n, --trials <count>',
        `of how many trials either is (default: ${USUAL_TRIALS})`,
      ).argParser(wholeNumber),
    )
    .optionsGroup(HEADINGS.lives)
    .addOption(
      new Option(
        '--scenario <name>',
        'what happens to the client: a life is shown; a name, or ./file.json',
      ),
    )
    .addOption(
      new Option(
        '--policy <name>',
        `what it does about it: a name, or ./file.json (default: ${USUAL_POLICY})`,
      ),
    )
    .addOption(messages())
    .addOption(late())
    .addOption(
      new Option('--attempt <number>', 'an attempt of the life as a ladder, from 1').argParser(
        wholeNumber,
      ),
    )
    .optionsGroup(HEADINGS.output)
    .addOption(new Option('-f, --format <name>', FORMATS.join(', ')).default('text'))
    .addOption(
      new Option('--svg', 'as a figure for a page or a paper: the same as -f svg').conflicts(
        'format',
      ),
    )
    .addOption(new Option('--pcap <file>', 'write a capture of it, with the keys of its TLS'))
    .addOption(new Option('--pcap-at <end>', 'where it is taken: client (default) or server'))
    .addOption(new Option('--pcap-clear', 'with what TLS carried in the clear, for reading only'))
  const server = new Option('--server <name>', `embedded server: ${SERVER_TEXT}`)
  for (const option of runOptions(server.default(USUAL_SERVER))) command.addOption(option)
  command.action(async (strategy: string, texts: TraceTexts) => {
    const { server, profile, trial, scenario, attempt } = texts
    const words = { ...runWords(texts), server, strategy, profile, trial, ...rankWords(texts) }
    const lived = { policy: texts.policy, messages: texts.messages, late: texts.late }
    const options = reportOptions(around)
    const format = oneOf('format', texts.svg === true ? 'svg' : texts.format, FORMATS)
    if (scenario === undefined) {
      for (const [field, value] of Object.entries({ ...lived, attempt })) refuseIdle(field, value)
    }
    const run =
      scenario === undefined ? readTrace(words) : readLifeTrace({ ...words, scenario, ...lived })
    const pcap = readPcap(run, texts)
    const found = await chosen(around, run)
    const traced =
      scenario === undefined
        ? runTrace(found)
        : attemptOf(await runLifeTrace(found, around), attempt)
    const capture = pcap && (await runCapture(found, pcap.choice, around))
    allOf(around, [
      () => writePcap(pcap, capture),
      () => around.stdout.write(textOf(traced, format, options)),
    ])
  })
}

const chosen = (around: Surroundings, run: TraceRun): Promise<ChosenTrial> =>
  progressOn(around, (onProgress) => chosenTrial(run, { signal: around.signal, onProgress }))

const rankWords = ({ percentile, worst, trials }: TraceTexts): Unread<TraceWords> => {
  if (percentile !== undefined && worst !== undefined) {
    refuse('worst', 'a percentile as well', 'a percentile, or the worst')
  }
  if (trials !== undefined && percentile === undefined && worst === undefined) {
    refuse('trials', `${trials}`, '--percentile or --worst, of so many trials')
  }
  return { percentile: worst === undefined ? percentile : 100, trials }
}

function refuse(field: string, found: string, expected: string): never {
  throw new InputError({ code: 'senseless', field, found, expected })
}

interface Pcap {
  readonly path: string
  readonly choice: ReturnType<typeof readCapture>
}

/** The file, if one is asked for; refused before a trial is looked for among many. */
function readPcap(run: TraceRun, { pcap, pcapAt, pcapClear }: TraceTexts): Pcap | undefined {
  if (pcap === undefined) {
    for (const [field, value] of Object.entries({ pcapAt, pcapClear }))
      if (value !== undefined) refuse(field, 'no --pcap', 'a file for the capture')
    return undefined
  }
  const content = pcapClear === undefined ? undefined : 'clear'
  const choice = readCapture({ at: pcapAt, content }, run)
  ensureWritable(pcap)
  return { path: pcap, choice }
}

function writePcap(pcap: Pcap | undefined, capture: Uint8Array | undefined): void {
  if (pcap === undefined || capture === undefined) return
  written(() => writeTextFile(pcap.path, capture))
}

function textOf(
  traced: Trace | LifeTrace,
  format: (typeof FORMATS)[number],
  options: ReportOptions,
): string {
  if (format === 'json') return renderTraceJson(traced)
  if ('attempts' in traced)
    return format === 'svg' ? renderTimelineSvg(traced) : renderTimeline(traced, options)
  return format === 'svg' ? renderLadderSvg(traced) : renderLadder(traced, options)
}

/** All of the life where none is asked for. */
function attemptOf(life: LifeTrace, number: number | undefined): Trace | LifeTrace {
  if (number === undefined) return life
  const { attempts } = life
  const attempt = attempts[number - 1]
  if (attempt !== undefined) return attempt
  const expected = `an attempt of this life, from 1 to ${attempts.length}`
  throw new InputError({ code: 'wrong-value', field: 'attempt', found: `${number}`, expected })
}
