/**
 * What `iperf3 -J` prints: the rate that a transfer got, towards the client with `-R`, both with
 * `--bidir`; of UDP also what was lost; of TCP on Linux the smallest round trip of its segments.
 *
 * The rate is what came through. Of UDP older ones tell but what was sent, and which part of it was lost
 * (`iperf_print_results`), also with `-R`: what came through is the rest. Zero is believed of a receiver
 * that had its say: not where a transfer was cut short, nor where a server printed it, which no client
 * tells what it received.
 *
 * UDP that loses more than a tenth is taken to have been sent faster than the link takes.
 *
 * One transfer with its own congestion control finds less than the link has while it starts, and
 * fills whatever queue there is: its mean is the rate here, and its round trips, but for the
 * smallest, are not the link's.
 */
import * as z from 'zod'
import { briefly } from '../../foreign-text.ts'
import { quickJson } from '../../json/quick.ts'
import { bpsText, msText, shareOf } from './decimal.ts'
import { type Aspects, type Importer, type ImportSource, refused, type Unused } from './importer.ts'

const sum = z.looseObject({
  bits_per_second: z.number().min(0).max(1e12),
  /** Below zero where more came than was missed: what was late is counted back. */
  lost_percent: z.number().max(100).optional(),
  jitter_ms: z.number().min(0).optional(),
  retransmits: z.int().min(0).optional(),
})

const sender = z.looseObject({
  min_rtt: z.number().min(0).max(86_400e6).optional(),
  mean_rtt: z.number().min(0).optional(),
  max_rtt: z.number().min(0).optional(),
})

const output = z.looseObject({
  /** Why the transfer ended before its time, or never began. */
  error: z.string().optional(),
  start: z.looseObject({
    /** A server printed it. */
    accepted_connection: z.unknown().optional(),
    test_start: z
      .looseObject({
        protocol: z.string(),
        reverse: z.int().optional(),
        bidir: z.int().optional(),
      })
      .optional(),
  }),
  end: z.looseObject({
    streams: z.array(z.looseObject({ sender: sender.optional() })).optional(),
    sum: sum.optional(),
    sum_sent: sum.optional(),
    sum_received: sum.optional(),
    sum_bidir_reverse: sum.optional(),
    sum_sent_bidir_reverse: sum.optional(),
    sum_received_bidir_reverse: sum.optional(),
  }),
})

type Sum = z.output<typeof sum>
type End = z.output<typeof output>['end']

export const iperf3: Importer = {
  name: 'iperf3',
  summary: 'iperf3 -J: rates, and loss of UDP (-R: down; --bidir: both ways)',
  recognises: ({ text }) =>
    /^\s*\{/.test(text) && /"test_start"\s*:|"version"\s*:\s*"iperf 3/.test(text.slice(0, 10_000)),
  read: (source) => {
    const read = quickJson(source.text, source.name, output)
    if (!read.ok) return read
    const { start, end, error } = read.value
    if (start.test_start === undefined) return nothing(source, 'no transfer', error)
    const { reverse = 0, bidir = 0, protocol } = start.test_start
    const hasSay = error === undefined && start.accepted_connection === undefined
    const forth = cameThrough(
      { received: end.sum_received, sum: end.sum, sent: end.sum_sent },
      hasSay,
    )
    const back = cameThrough(
      {
        received: end.sum_received_bidir_reverse,
        sum: end.sum_bidir_reverse,
        sent: end.sum_sent_bidir_reverse,
      },
      hasSay,
    )
    if (forth === undefined || forth.bits_per_second === 0) {
      return nothing(source, 'no octets that came through', error)
    }
    const [up, down] = reverse === 1 ? [undefined, forth] : [forth, bidir === 1 ? back : undefined]
    const delay = delayOf(end)
    return {
      ok: true,
      value: {
        title: `iperf3 ${protocol}`,
        up: { ...aspectsOf(up), ...delay },
        down: { ...aspectsOf(down), ...delay },
        unused: [
          ...(up === undefined || down === undefined
            ? transferUnused(up ?? down, end.sum_sent, '')
            : [
                ...transferUnused(up, end.sum_sent, ' up'),
                ...transferUnused(down, end.sum_sent_bidir_reverse, ' down'),
              ]),
          ...longestUnused(end),
        ],
        notes: [
          ...(error === undefined ? [] : [`The transfer was cut short: ${briefly(error, 100)}.`]),
          ...([up, down].some((sum) => (sum?.lost_percent ?? 0) < 0) ? [BELOW_ZERO] : []),
          'The rate is the mean of what a transfer got, at its receiver where that is known.',
          ...(delay.delay === undefined
            ? []
            : ['The smallest round trip of its segments is the delay, half of it each way.']),
        ],
      },
    }
  },
}

const BELOW_ZERO = 'A loss below zero is taken for none.'

function nothing(source: ImportSource, found: string, error: string | undefined) {
  const why = error === undefined ? '' : ` (${briefly(error, 100)})`
  return refused(source, `${found}${why}`, 'a transfer, with "sum_received" at its "end"')
}

interface Sums {
  readonly received: Sum | undefined
  /** Of UDP: what was sent, with what was lost of it. */
  readonly sum: Sum | undefined
  readonly sent: Sum | undefined
}

/** Where the receiver says nothing, what was sent, less what was lost. */
function cameThrough({ received, sum, sent }: Sums, hasSay: boolean): Sum | undefined {
  if (received !== undefined && (hasSay || received.bits_per_second > 0)) return received
  if (sum === undefined) return sent
  const { bits_per_second: rate, lost_percent: lost = 0 } = sum
  return { ...sum, bits_per_second: rate * (1 - Math.max(0, lost) / 100) }
}

/**
 * Of the packets of UDP, in percent: what lies above is taken for what a sender loses in the queue of a link
 * that it is too fast for, and that is in the rate.
 */
const LOST_ON_THE_WAY_MAX = 10

function aspectsOf(sum: Sum | undefined): Aspects {
  if (sum === undefined || sum.bits_per_second === 0) return {}
  const { bits_per_second: rate, lost_percent: lost = 0 } = sum
  return {
    ...(lost > 0 && lost <= LOST_ON_THE_WAY_MAX
      ? { loss: [{ kind: 'loss', probability: shareOf(lost / 100) }] }
      : {}),
    rate: [{ kind: 'rate', rate: bpsText(rate) }],
  }
}

function delayOf({ streams = [] }: End): Pick<Aspects, 'delay'> {
  const least = streams
    .flatMap(({ sender }) => sender?.min_rtt ?? [])
    .filter((us) => us > 0)
    .reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  if (least === Number.POSITIVE_INFINITY) return {}
  return { delay: [{ kind: 'delay', delay: msText(least / 2000) }] }
}

/** Of one way; `behind` its figures stands which, where there are two. */
function transferUnused(
  sum: Sum | undefined,
  sent: Sum | undefined,
  behind: '' | ' up' | ' down',
): readonly Unused[] {
  const retransmits = sent?.retransmits ?? 0
  return [
    ...(sum?.jitter_ms === undefined
      ? []
      : [
          {
            figure: `jitter (RFC 3550)${behind}`,
            value: `${sum.jitter_ms} ms`,
            reason: 'A running mean of differences says nothing of the distribution.',
          },
        ]),
    ...((sum?.lost_percent ?? 0) > LOST_ON_THE_WAY_MAX
      ? [
          {
            figure: `loss${behind}`,
            value: `${sum?.lost_percent} %`,
            reason:
              'A sender that is faster than the link loses as much, and the rate has it already.',
          },
        ]
      : []),
    ...(retransmits > 0
      ? [
          {
            figure: `retransmits${behind}`,
            value: retransmits,
            reason: 'What a transfer loses depends on how hard it pushes.',
          },
        ]
      : []),
  ]
}

function longestUnused({ streams = [] }: End): readonly Unused[] {
  const longest = streams.reduce((most, { sender }) => Math.max(most, sender?.max_rtt ?? 0), 0)
  if (longest === 0) return []
  return [
    {
      figure: 'largest round trip of its segments',
      value: `${longest / 1000} ms`,
      reason: 'It waited in the queue that the transfer filled itself.',
    },
  ]
}
