/**
 * The HdrHistogram log, format version 1.3: one line per histogram, each with a tag.
 *
 * Time in it is the simulation's: every interval starts at 0 and lasts a nominal second,
 * because readers divide by the length. Latencies are microseconds; the column `Interval_Max`
 * is in milliseconds, as such logs have it.
 */
import type { Milestone } from '../transport.ts'
import { Histogram } from './histogram.ts'
import type { EpisodeTime } from './life-recorder.ts'

export interface HlogEntry {
  readonly strategy: string
  readonly profile: string
  /** Where several are told apart. */
  readonly server?: string | undefined
  /** Of lives. */
  readonly scenario?: string | undefined
  readonly policy?: string | undefined
  readonly milestone: Milestone | LifeTime
  readonly histogram: Histogram
  /** Trials, episodes or messages that the histogram is of, whether or not they got there. */
  readonly trials: number
}

/** What is timed of lives: of episodes, and from sending a message until it has come. */
export type LifeTime = EpisodeTime | 'messageUp' | 'messageDown'

export interface TaggedHistogram {
  /**
   * `strategy:profile:milestone`; with several servers the server stands before the milestone, with
   * a scenario also that and the policy.
   */
  readonly tag: string
  readonly histogram: Histogram
}

const LEGEND = '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"'

const TAG_PARTS = ['strategy', 'profile', 'server', 'scenario', 'policy', 'milestone'] as const
type TagPart = (typeof TAG_PARTS)[number]

/** Where there is nothing to tell apart by them. */
const LEFT_OUT: readonly TagPart[] = ['server', 'scenario', 'policy']

const tagForm = ([first]: readonly HlogEntry[]): string =>
  TAG_PARTS.filter((part) => !LEFT_OUT.includes(part) || first?.[part] !== undefined).join(':')

/** What a histogram is called in a log; parts that tell nothing apart are left out. */
export const tagOf = (entry: Pick<HlogEntry, TagPart>): string =>
  TAG_PARTS.flatMap((part) => entry[part] ?? []).join(':')

/** Histograms with nothing in them are left out. */
export function writeHlog(entries: readonly HlogEntry[], remarks: readonly string[] = []): string {
  const lines = [
    '#[Histogram log format version 1.3]',
    '#[StartTime: 0.000 (seconds since epoch), virtual time]',
    `#[Latencies in microseconds, Interval_Max in milliseconds, tags ${tagForm(entries)}]`,
    ...remarks.map((remark) => `#[${remark.replace(/\s+/g, ' ')}]`),
    LEGEND,
  ]
  for (const entry of entries) {
    const max = entry.histogram.max
    if (max === undefined) continue
    const tag = writableTag(entry)
    // Who never got there took longer than all who did: whoever reads percentiles has to know.
    const missing = entry.trials - entry.histogram.count
    if (missing > 0) lines.push(`#[${tag}: ${missing} of ${entry.trials} trials never got there]`)
    lines.push(`Tag=${tag},0.000,1.000,${(max / 1000).toFixed(3)},${entry.histogram.encode()}`)
  }
  return `${lines.join('\n')}\n`
}

/** Reads what {@link writeHlog} wrote, and any other tagged log in microseconds. */
export function readHlog(text: string): readonly TaggedHistogram[] {
  const histograms: TaggedHistogram[] = []
  text.split('\n').forEach((line, index) => {
    if (line === '' || line.startsWith('#') || line.startsWith('"')) return
    const fields = line.split(',')
    const [tag, , , , encoded] = fields
    if (fields.length !== 5 || tag === undefined || !tag.startsWith('Tag=') || !encoded) {
      throw new SyntaxError(
        `Expected Tag=…,start,length,max,histogram in line ${index + 1}, got ${fields.length} fields`,
      )
    }
    histograms.push({ tag: tag.slice('Tag='.length), histogram: Histogram.decode(encoded) })
  })
  return histograms
}

/** @throws where a reader would take it for something else. */
export function writableTag(entry: Pick<HlogEntry, TagPart>): string {
  for (const part of TAG_PARTS) checkTagPart(entry[part])
  return tagOf(entry)
}

/** Commas and spaces delimit fields of the log, colons the parts of a tag. */
function checkTagPart(part: string | undefined): void {
  if (part === undefined || /^[^\s,:]+$/.test(part)) return
  throw new SyntaxError(
    `Expected a name without spaces, commas and colons in a histogram's tag, got "${part}"`,
  )
}
