/**
 * What `ping` prints: iputils (with `-D` too), BusyBox, macOS and the BSDs, Windows in any language.
 *
 * Replies are kept in their order, as a delay that was recorded over time: a link that is slow at one
 * ping mostly is so at the next, which a distribution would lose. What has no reply is a loss, the
 * same each way. Where replies are not shown (`-q`), a normal jitter stands for them.
 */
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
import { type Pings, pingsOf, type Reply } from './ping-lines.ts'
import { delaysOf, HALVES } from './round-trips.ts'
import type { Sample } from './samples.ts'

/** ping's own. */
const USUAL_INTERVAL_MS = 1000

export const ping: Importer = {
  name: 'ping',
  summary: 'what ping printed (Linux, BusyBox, macOS, BSD, Windows)',
  recognises: ({ text }) =>
    firstLines(text, 40).some(
      (line) =>
        /\b(?:icmp_)?seq=\d+ .*\btime[=<][\d.]+ ?ms/.test(line) ||
        /[=<]\d+ ?ms TTL=\d+/i.test(line) ||
        /^\d+ packets transmitted, /.test(line),
    ),
  read: (source) => {
    const pings = pingsOf(source.text)
    const lost = lossOf(pings)
    const delays = pings.replies.length > 0 ? recorded(source, pings) : summed(source, pings)
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
        unused: unusedOf(pings),
        notes: [...delays.value.notes, ...(lost > 0 ? [LOSS] : [])],
      },
    }
  },
}

const LOSS = 'A ping that has no reply was lost on either way: both lose alike.'

type Delays = Pick<Imported, 'up' | 'down' | 'notes'>

function recorded(source: ImportSource, pings: Pings): Checked<Delays> {
  const { replies, spanMs, sent } = pings
  const isStamped = replies.every(({ stampMs }) => stampMs !== undefined)
  const known =
    spanMs === undefined || sent === undefined || sent < 2 ? undefined : spanMs / (sent - 1)
  const interval = known ?? USUAL_INTERVAL_MS
  const samples = replies
    .map((reply): Sample => {
      // The stamp is of the reply.
      const ms = isStamped ? (reply.stampMs ?? 0) - reply.ms : reply.sequence * interval
      return { ms, value: Math.round(reply.ms * 1000), line: reply.line }
    })
    .sort((a, b) => a.ms - b.ms)
  const delays = delaysOf(source, samples)
  if (!delays.ok) return delays
  const assumed = isStamped || known !== undefined ? [] : ['A ping a second, as it is by itself.']
  return { ok: true, value: { ...delays.value, notes: [HALVES, ...assumed] } }
}

/** Of the variance of the round trip each way has half. */
function summed(source: ImportSource, { summary }: Pings): Checked<Delays> {
  if (summary === undefined) return refused(source, 'no reply with a time', 'at least one')
  const { averageMs, deviationMs } = summary
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

const lossOf = ({ sent, received, replies }: Pings): number => {
  const all = sent ?? spannedBy(replies)
  return all === 0 ? 0 : Math.max(0, 1 - (received ?? replies.length) / all)
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

function unusedOf({ replies, duplicates }: Pings): readonly Unused[] {
  const gap = longestGap(replies)
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
