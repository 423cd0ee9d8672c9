/**
 * Everything that is written for people and programs, of specimens made by hand: by the name of the file in
 * `golden/`. A new format has its line here, and with it what holds for all and a golden file.
 */
import { writeHgrm } from '../../src/record/hgrm.ts'
import { Histogram } from '../../src/record/histogram.ts'
import { type HlogEntry, writeHlog } from '../../src/record/hlog.ts'
import { keptOutcome } from '../../src/record/outcomes/kept.ts'
import { analysisJson } from '../../src/report/analysed/json.ts'
import { seenProfile } from '../../src/report/analysed/profile.ts'
import { analysisText } from '../../src/report/analysed/text.ts'
import { DIFFERENCE_FORMATS } from '../../src/report/difference/formats.ts'
import { FORMATS } from '../../src/report/formats.ts'
import {
  episodeJson,
  happeningJson,
  proxiedJson,
  proxyListeningJson,
  proxySummaryJson,
} from '../../src/report/proxied/json.ts'
import {
  episodeText,
  happeningText,
  proxiedText,
  proxySummaryText,
} from '../../src/report/proxied/text.ts'
import { PLAIN } from '../../src/report/report-options.ts'
import { samplesHeading, samplesOf } from '../../src/report/samples.ts'
import { listeningJson, servedJson, summaryJson } from '../../src/report/served/json.ts'
import { summaryText } from '../../src/report/served/summary.ts'
import { servedText } from '../../src/report/served/text.ts'
import { STORM_FORMATS } from '../../src/report/storm/formats.ts'
import { renderTraceJson } from '../../src/report/trace/json.ts'
import { renderLadder } from '../../src/report/trace/ladder.ts'
import { renderLadderSvg } from '../../src/report/trace/ladder-figure.ts'
import { renderTimeline } from '../../src/report/trace/timeline.ts'
import { renderTimelineSvg } from '../../src/report/trace/timeline-figure.ts'
import { annotations } from '../../src/report/verdict/annotations.ts'
import { VERDICT_FORMATS } from '../../src/report/verdict/formats.ts'
import type { Result } from '../../src/result/result.ts'
import { readyTrial, TIMED_OUT } from '../record/sample-trials.ts'
import { SAMPLE_LIVES } from '../result/sample-lives.ts'
import { SAMPLE_RESULT } from '../result/sample-result.ts'
import { SAMPLE_TRACE } from './sample-trace.ts'
import { analysisOf } from './specimens/analysis.ts'
import { connectionOf, failedConnection, servedSummaryOf } from './specimens/connection.ts'
import { differenceFor } from './specimens/difference.ts'
import { lifeOf } from './specimens/life-trace.ts'
import { EPISODE, LATENESS, PASSED, readPassed, refusedPassage } from './specimens/passage.ts'
import { stormOf } from './specimens/storm.ts'
import { checkedOn } from './specimens/verdicts.ts'

/** `name`: of whoever it is about, and of all that strangers name. */
type Write = (name: string) => string

const histogram = new Histogram()
for (const ms of [120, 121, 130, 180, 950]) histogram.record(ms * 1000)
const entriesOf = (strategy: string): readonly HlogEntry[] => [
  { strategy, profile: 'lte_good', milestone: 'ready', histogram, trials: 6 },
]
const OUTCOMES = [readyTrial(120_500, 1000), TIMED_OUT].map(keptOutcome)

/** With the first strategy and the first profile under that name. */
function named(result: Result, name: string): Result {
  const [first] = result.cells
  const rename = (text: string): string =>
    text === first?.strategy || text === first?.profile ? name : text
  const renameKeys = <Value>(record: Record<string, Value>): Record<string, Value> =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [rename(key), value]))
  return {
    ...result,
    profiles: renameKeys(result.profiles),
    strategies: renameKeys(result.strategies),
    cells: result.cells.map((cell) => ({
      ...cell,
      strategy: rename(cell.strategy),
      profile: rename(cell.profile),
    })),
  }
}

interface Rendering<Subject> {
  readonly extension: string
  readonly render: (subject: Subject) => string
}

/** A file for each format: `prefix` before its name. */
const each = <Subject>(
  prefix: string,
  formats: Readonly<Record<string, Rendering<Subject>>>,
  subject: (name: string) => Subject,
): Readonly<Record<string, Write>> =>
  Object.fromEntries(
    Object.entries(formats).map(([format, { extension, render }]) => [
      `${prefix}${format}.${extension}`,
      (name) => render(subject(name)),
    ]),
  )

const HOST = { host: '127.0.0.1', seed: '1', path: { roundTripMs: 0.5, takenOffMs: 0.5 } } as const

export const WRITTEN: Readonly<Record<string, Write>> = {
  ...each('', FORMATS, (name) => named(SAMPLE_RESULT, name)),
  ...each('lives-', FORMATS, (name) => named(SAMPLE_LIVES, name)),
  ...each('difference-', DIFFERENCE_FORMATS, differenceFor),
  ...each('verdicts-', VERDICT_FORMATS, checkedOn),
  ...each('storm-', STORM_FORMATS, stormOf),
  'verdicts-annotations.txt': (name) => annotations(checkedOn(name), false),
  'samples.csv': (name) =>
    samplesHeading() +
    samplesOf({ strategy: name, profile: 'lte_good', server: 'prosody' }, OUTCOMES),
  'latency.hlog': (name) => writeHlog(entriesOf(name), ['a command']),
  'latency.hgrm': (name) => writeHgrm(entriesOf(name), ['a command']),
  'trace-ladder.txt': (name) => renderLadder({ ...SAMPLE_TRACE, strategy: name }, PLAIN),
  'trace-ladder.svg': (name) => renderLadderSvg({ ...SAMPLE_TRACE, strategy: name }),
  'trace-ladder.json': (name) => renderTraceJson({ ...SAMPLE_TRACE, strategy: name }),
  'trace-timeline.txt': (name) => renderTimeline(lifeOf(name), PLAIN),
  'trace-timeline.svg': (name) => renderTimelineSvg(lifeOf(name)),
  'trace-timeline.json': (name) => renderTraceJson(lifeOf(name)),
  'served.txt': (name) =>
    [
      servedText(connectionOf(name), false),
      servedText(failedConnection(name), false),
      summaryText(servedSummaryOf(name)),
    ].join(''),
  'served.jsonl': (name) =>
    [
      listeningJson({
        ...{ ...HOST, pid: 4711, server: 'prosody', domain: name, certificate: 'ab:cd' },
        ports: { starttls: 5222, direct: 5223, websocket: 5281 },
        link: { ...HOST, profile: 'lte_good', scenario: undefined },
      }),
      servedJson(connectionOf(name)),
      servedJson(failedConnection(name)),
      summaryJson({ ...servedSummaryOf(name), messages: EPISODE.messages, lateness: LATENESS }),
    ].join(''),
  'proxied.txt': (name) =>
    [
      happeningText(name, 60_000),
      proxiedText(PASSED, false),
      proxiedText(refusedPassage(name), false),
      episodeText({ ...EPISODE, looksLike: [name, ...EPISODE.looksLike] }, false),
      proxySummaryText({ connections: 4, episodes: 1, lateness: LATENESS }),
    ].join(''),
  'proxied.jsonl': (name) =>
    [
      proxyListeningJson({ ...HOST, ports: [15222], profile: name, scenario: 'tunnel' }),
      happeningJson(name, 60_000),
      proxiedJson(PASSED),
      proxiedJson(readPassed(name)),
      proxiedJson(refusedPassage(name)),
      episodeJson({ ...EPISODE, looksLike: [name] }),
      proxySummaryJson({ connections: 4, episodes: 1, lateness: LATENESS }),
    ].join(''),
  'analysis.txt': (name) => analysisText(analysisOf(name), false),
  'analysis.json': (name) => analysisJson(analysisOf(name)),
  'captured-profile.json': (name) => seenProfile(analysisOf(name).link, 'captured', name) ?? '',
}
