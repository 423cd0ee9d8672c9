/**
 * What `ping` prints: iputils (with `-D` too), BusyBox, macOS and the BSDs, Windows, translated too.
 * A reply of which the time cannot be told is refused: what is passed over would be taken for a loss,
 * or for nothing.
 *
 * Replies are kept in their order, as a delay that was recorded over time: a link that is slow at one
 * ping mostly is so at the next, which a distribution would lose. What has no reply is a loss, the
 * same each way. Where replies are not shown (`-q`), a normal jitter stands for them.
 */
import { briefly } from '../../foreign-text.ts'
import type { Checked } from '../../json/input-error.ts'
import { msText, shareOf } from './decimal.ts'
import {
  type Aspects,
  type Imported,
  type Importer,
  type ImportSource,
  refused,
  type Unused,
  type WrittenStage,
} from './importer.ts'
import { firstLines } from './lines.ts'
import { isOfPing, type Pings, pingsOf, type Reply } from './ping-lines.ts'
import { delaysOf, HALVES } from './round-trips.ts'
import type { Sample } from './samples.ts'

/** ping's own. */
const USUAL_INTERVAL_MS = 1000

export const ping: Importer = {
  name: 'ping',
  summary: 'what ping printed (Linux, BusyBox, macOS, BSD, Windows)',
  recognises: ({ text }) => firstLines(text, 40).some(isOfPing),
  read: (source) => {
    const runs = pingsOf(source.text)
    const unread = runs.find((run) => run.unread !== undefined)?.unread
    if (unread !== undefined) {
      return refused(source, briefly(unread.text, 100), REPLY_EXPECTED, unread.number)
    }
    if (runs.some(({ sent, replies }) => sent === undefined && replies.length === 0)) {
      return refused(source, 'times without a count of pings', COUNT_EXPECTED)
    }
    const lost = lossOf(runs)
    const isShown = runs.some(({ replies }) => replies.length > 0)
    const delays = isShown ? recorded(source, runs) : summed(source, runs)
    if (!delays.ok) return delays
    if (lost >= 1) return refused(source, 'no replies', 'some')
    const loss = lossStages(lost)
    const { up, down } = delays.value
    return {
      ok: true,
      value: {
        title: 'Ping',
        up: { ...loss, ...up },
        down: { ...loss, ...down },
        unused: unusedOf(runs),
        notes: [
          ...delays.value.notes,
          ...(lost > 0 ? [LOSS] : []),
          ...(runs.some(({ sent }) => sent === undefined) ? [UNCOUNTED] : []),
        ],
      },
    }
  },
}

/** One of which every line that counts has been understood, without its words. */
export function isCountedPing(text: string): boolean {
  if (!firstLines(text, 40).some(isOfPing)) return false
  return pingsOf(text).every(({ sent, unread }) => sent !== undefined && unread === undefined)
}

const REPLY_EXPECTED = 'a reply with its time, as in "icmp_seq=1 ttl=57 time=11.3 ms"'
const COUNT_EXPECTED =
  'how many were sent and received, as in "5 packets transmitted, 4 received, 20% packet loss"'

const LOSS = 'A ping that has no reply was lost on either way: both lose alike.'
const UNCOUNTED = 'Nothing says how many were sent: lost is what is missing between replies.'

type Delays = Pick<Imported, 'up' | 'down' | 'notes'>

/** What is between two runs is not known without stamps: they follow each other at once. */
function recorded(source: ImportSource, runs: readonly Pings[]): Checked<Delays> {
  const isStamped = runs.every(({ replies }) =>
    replies.every(({ stampMs }) => stampMs !== undefined),
  )
  const samples: Sample[] = []
  let beginMs = 0
  for (const run of runs) {
    const interval = intervalOf(run) ?? USUAL_INTERVAL_MS
    for (const { line, sequence, ms: roundTrip, stampMs = 0 } of run.replies) {
      // The stamp is of the reply.
      const ms = isStamped ? stampMs - roundTrip : beginMs + sequence * interval
      samples.push({ ms, value: Math.round(roundTrip * 1000), line })
    }
    const last = run.replies.at(-1)?.sequence ?? -1
    beginMs += Math.max(run.sent ?? 0, last + (run.sent === undefined ? 1 : 0)) * interval
  }
  const delays = delaysOf(
    source,
    samples.sort((a, b) => a.ms - b.ms),
  )
  if (!delays.ok) return delays
  const isKnown = runs.every((run) => intervalOf(run) !== undefined)
  const notes = [
    HALVES,
    ...(isStamped || isKnown ? [] : ['A ping a second, as it is by itself.']),
    ...(isStamped || runs.length === 1 ? [] : [`${runs.length} runs follow each other at once.`]),
  ]
  return { ok: true, value: { ...delays.value, notes } }
}

const intervalOf = ({ spanMs, sent }: Pings): number | undefined =>
  spanMs === undefined || sent === undefined || sent < 2 ? undefined : spanMs / (sent - 1)

/** Of the variance of the round trip each way has half. */
function summed(source: ImportSource, runs: readonly Pings[]): Checked<Delays> {
  const known = runs.flatMap(({ summary, received = 0 }) =>
    summary === undefined ? [] : [{ ...summary, weight: received }],
  )
  const all = sum(known.map(({ weight }) => weight))
  if (all === 0) return refused(source, 'no reply with a time', 'at least one')
  const averageMs = sum(known.map((one) => one.averageMs * one.weight)) / all
  // About the average of all.
  const squares = known.map(
    (one) => (one.deviationMs ** 2 + (one.averageMs - averageMs) ** 2) * one.weight,
  )
  const deviationMs = Math.sqrt(sum(squares) / all)
  const deviation = msText(deviationMs * Math.SQRT1_2)
  const aspects: Aspects = {
    delay: [
      {
        kind: 'jitter',
        delay: msText(averageMs / 2),
        distribution: { kind: 'normal', deviation },
      },
    ],
  }
  const notes = [
    HALVES,
    'Replies are not shown: their deviation stands for them, as a normal jitter.',
  ]
  return { ok: true, value: { up: aspects, down: aspects, notes } }
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

function lossOf(runs: readonly Pings[]): number {
  const all = sum(runs.map(({ sent, replies }) => sent ?? spannedBy(replies)))
  return Math.max(0, 1 - sum(runs.map(cameBack)) / all)
}

/** Windows counts an answer as received that says that the other end is unreachable, too. */
function cameBack({ received, replies, unreachable }: Pings): number {
  if (received === undefined) return replies.length
  return unreachable === 0 ? received : Math.max(replies.length, received - unreachable)
}

/** As many as were sent from the first to the last that has a reply. */
function spannedBy(replies: readonly Reply[]): number {
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (const { sequence } of replies) {
    first = Math.min(first, sequence)
    last = Math.max(last, sequence)
  }
  return replies.length === 0 ? 0 : last - first + 1
}

/** So much each way that together they lose as many. */
function lossStages(lost: number): Aspects {
  const stage: WrittenStage = { kind: 'loss', probability: shareOf(1 - Math.sqrt(1 - lost)) }
  return lost > 0 ? { loss: [stage] } : {}
}

function unusedOf(runs: readonly Pings[]): readonly Unused[] {
  const gap = runs.reduce((most, { replies }) => Math.max(most, longestGap(replies)), 0)
  const duplicates = sum(runs.map((run) => run.duplicates))
  return [
    ...(gap > 1
      ? [
          {
            figure: 'longest run of lost pings',
            value: gap,
            reason:
              'Losses are independent here: one ping says nothing of what was between it and the next.',
          },
        ]
      : []),
    ...(duplicates > 0
      ? [
          {
            figure: 'duplicates',
            value: duplicates,
            reason: 'Which of the two ways made them cannot be told.',
          },
        ]
      : []),
  ]
}

function longestGap(replies: readonly Reply[]): number {
  const sequences = replies.map(({ sequence }) => sequence).sort((a, b) => a - b)
  let longest = 0
  for (const [index, sequence] of sequences.entries()) {
    longest = Math.max(longest, sequence - (sequences[index - 1] ?? sequence) - 1)
  }
  return longest
}
