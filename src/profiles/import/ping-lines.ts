/** The lines that the different `ping`s print. */
import { linesOf } from './lines.ts'

export interface Reply {
  /** Of the source, from 1. */
  readonly line: number
  /** Counted on where the 16 bits of ICMP begin anew. */
  readonly sequence: number
  readonly ms: number
  /** When it came (`-D`), in milliseconds. */
  readonly stampMs: number | undefined
}

export interface Pings {
  /** One for each ping that has any; what came twice once. */
  readonly replies: readonly Reply[]
  readonly duplicates: number
  /** As the summary says; undefined where there is none. */
  readonly sent: number | undefined
  readonly received: number | undefined
  /** From the first ping to the last. */
  readonly spanMs: number | undefined
  readonly summary: { readonly averageMs: number; readonly deviationMs: number } | undefined
}

/** `64 bytes from 192.0.2.1: icmp_seq=1 ttl=57 time=11.3 ms`; BusyBox has `seq=`. */
const REPLY = /\b(?:icmp_)?seq=(\d{1,9}) .*?\btime[=<](\d{1,9}(?:\.\d{1,9})?) ?ms/
/** `Reply from 192.0.2.1: bytes=32 time=11ms TTL=57`, and the same in other languages. */
const WINDOWS_REPLY = /[=<](\d{1,9}) ?ms TTL=\d+/i
/**
 * `Request timed out.`, `Zeitüberschreitung der Anforderung.`: a line that has no number; or with one
 * before a colon: `Reply from 192.0.2.1: Destination host unreachable.`
 */
const WINDOWS_LOSS = /^(?:[^=]*\d: )?[^\d=:]+\.$/
const STAMP = /^\[(\d{1,12}(?:\.\d{1,9})?)\]/
/** `5 packets transmitted, 4 received, 20% packet loss, time 4005ms`. */
const SENT = /^(\d{1,12}) packets transmitted, (\d{1,12}) (?:packets )?received/
const SPAN = /\btime (\d{1,12})ms$/
/** `Packets: Sent = 4, Received = 3, Lost = 1 (25% loss),`; some languages break the line. */
const WINDOWS_SENT = /^[^=]+= (\d{1,12}), [^=]+= (\d{1,12}), [^=]+= \d+/
/** `rtt min/avg/max/mdev = 10.1/11.3/14.0/0.9 ms`; BusyBox has no deviation. */
const SUMMARY =
  /min\/avg\/max(?:\/(?:mdev|stddev|std-dev))? = [\d.]+\/([\d.]+)\/[\d.]+(?:\/([\d.]+))?/

/** No ping's is longer. */
const LINE_MAX = 500

/** ICMP's are of 16 bits. */
const SEQUENCES = 65_536

export function pingsOf(text: string): Pings {
  const replies: Reply[] = []
  const seen = new Set<number>()
  let duplicates = 0
  let sent: number | undefined
  let received: number | undefined
  let spanMs: number | undefined
  let summary: Pings['summary']
  let windows = -1
  let previous = 0
  for (const { number, text: line } of linesOf(text)) {
    if (line.length > LINE_MAX) continue
    const unix = REPLY.exec(line)
    if (unix !== null) {
      const sequence = continued(Number(unix[1]), previous)
      previous = Math.max(previous, sequence)
      if (seen.has(sequence) || line.includes('DUP!')) {
        duplicates += 1
        continue
      }
      seen.add(sequence)
      const stamp = STAMP.exec(line)?.[1]
      const stampMs = stamp === undefined ? undefined : Number(stamp) * 1000
      replies.push({ line: number, sequence, ms: Number(unix[2]), stampMs })
      continue
    }
    const windowsReply = WINDOWS_REPLY.exec(line)
    if (windowsReply !== null) {
      windows += 1
      replies.push({
        line: number,
        sequence: windows,
        ms: Number(windowsReply[1]),
        stampMs: undefined,
      })
      continue
    }
    const counted = SENT.exec(line) ?? WINDOWS_SENT.exec(line)
    if (counted !== null) {
      sent = Number(counted[1])
      received = Number(counted[2])
      const span = SPAN.exec(line)?.[1]
      if (span !== undefined) spanMs = Number(span)
      continue
    }
    if (WINDOWS_LOSS.test(line)) windows += 1
    const [, average, deviation] = SUMMARY.exec(line) ?? []
    if (average !== undefined) {
      summary = { averageMs: Number(average), deviationMs: Number(deviation ?? 0) }
    }
  }
  return { replies, duplicates, sent, received, spanMs, summary }
}

/** The sequence number of 16 bits that is nearest to the one before, or any that has more. */
function continued(own: number, previous: number): number {
  if (own >= SEQUENCES) return own
  const round = Math.floor(previous / SEQUENCES)
  const near = [round - 1, round, round + 1].map((one) => one * SEQUENCES + own)
  const distance = (sequence: number): number => Math.abs(sequence - previous)
  return near
    .filter((sequence) => sequence >= 0)
    .reduce((a, b) => (distance(b) < distance(a) ? b : a))
}
