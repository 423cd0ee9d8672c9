/** The lines that the different `ping`s print. */
import { type Line, linesOf } from './lines.ts'

export interface Reply {
  /** Of the source, from 1. */
  readonly line: number
  /** Counted on where the 16 bits of ICMP begin anew. */
  readonly sequence: number
  readonly ms: number
  /** When it came (`-D`), in milliseconds. */
  readonly stampMs: number | undefined
}

/** One run of ping: what is below a heading. */
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

/**
 * `64 bytes from 192.0.2.1: icmp_seq=1 ttl=57 time=11.3 ms`, in other languages with another word for
 * the time; BusyBox has `seq=`.
 */
const REPLY = /\b(?:icmp_)?seq=(\d{1,9}) .*?[^\s\d=<][=<](\d{1,9}(?:\.\d{1,9})?) ?ms/
/** `Reply from 192.0.2.1: bytes=32 time=11ms TTL=57`, and the same in other languages. */
const WINDOWS_REPLY = /[=<](\d{1,9}) ?ms TTL=\d+/i
/** `Reply from 2001:db8::1: time=41ms`: over IPv6 it says nothing else. */
const WINDOWS_REPLY_6 =
  /(?:^|\s)(?:[\da-f:]{0,40}::[\da-f:]{0,40}|(?:[\da-f]{1,4}:){7}[\da-f]{1,4})(?:%\d+)?[^:=<]{0,40}: ?[^:=<\d]{1,20}[=<](\d{1,9}) ?ms$/i
/**
 * `Request timed out.`, `Zeitüberschreitung der Anforderung.`: a line that has no number; or with one
 * before a colon: `Reply from 192.0.2.1: Destination host unreachable.`
 */
const WINDOWS_LOSS = /^(?:[^=]*(?:\d|:[\da-f]{1,4}): )?[^\d=:]+\.$/
/** `PING example.org (192.0.2.7) 56(84) bytes of data.`; macOS has `PING6(56=40+8+8 bytes) …`. */
const HEADING = /^PING6?[ (]/
/** `Pinging example.org [192.0.2.7] with 32 bytes of data:`, and the same in other languages. */
const WINDOWS_HEADING = /^[^=]* \d{1,5} [^=\d]+:$/
const STAMP = /^\[(\d{1,12}(?:\.\d{1,9})?)\]/
/** `5 packets transmitted, 4 received, 20% packet loss, time 4005ms`, and the same in other languages. */
const SENT = /^(\d{1,12}) [^\d,%]{1,60}, (\d{1,12}) [^\d,%]{1,60}, [^%]{0,80}\d ?%/
const SPAN = / (\d{1,12}) ?ms$/
/** `Packets: Sent = 4, Received = 3, Lost = 1 (25% loss),`; some languages break the line. */
const WINDOWS_SENT = /^[^=]+= (\d{1,12}), [^=]+= (\d{1,12}), [^=]+= \d+/
/** `rtt min/avg/max/mdev = 10.1/11.3/14.0/0.9 ms`; BusyBox has no deviation. */
const SUMMARY =
  /min\/avg\/max(?:\/(?:mdev|stddev|std-dev))? = [\d.]+\/([\d.]+)\/[\d.]+(?:\/([\d.]+))?/

/** No ping's is longer. */
const LINE_MAX = 500

/** ICMP's are of 16 bits. */
const SEQUENCES = 65_536

/** Of those that are in a text, one below the other; none where there is nothing. */
export function pingsOf(text: string): readonly Pings[] {
  const runs: Run[] = [new Run()]
  for (const line of linesOf(text)) {
    if (line.text.length > LINE_MAX) continue
    // Each run counts from its own beginning.
    if (HEADING.test(line.text) || WINDOWS_HEADING.test(line.text)) runs.push(new Run())
    else runs.at(-1)?.read(line)
  }
  return runs.filter(
    ({ replies, sent, summary }) => replies.length > 0 || (sent ?? summary) !== undefined,
  )
}

/** Whether a line is one that only `ping` prints. */
export const isOfPing = (line: string): boolean =>
  [REPLY, WINDOWS_REPLY, WINDOWS_REPLY_6, SENT].some((form) => form.test(line))

class Run implements Pings {
  readonly replies: Reply[] = []
  duplicates = 0
  sent: number | undefined
  received: number | undefined
  spanMs: number | undefined
  summary: Pings['summary']
  readonly #seen = new Set<number>()
  #windows = -1
  #previous = 0

  read({ number, text }: Line): void {
    const unix = REPLY.exec(text)
    const windows = WINDOWS_REPLY.exec(text) ?? WINDOWS_REPLY_6.exec(text)
    const counted = SENT.exec(text) ?? WINDOWS_SENT.exec(text)
    if (unix !== null) this.#add(number, text, Number(unix[1]), Number(unix[2]))
    else if (windows !== null) {
      this.#windows += 1
      const ms = Number(windows[1])
      this.replies.push({ line: number, sequence: this.#windows, ms, stampMs: undefined })
    } else if (counted !== null) {
      this.sent = Number(counted[1])
      this.received = Number(counted[2])
      const span = SPAN.exec(text)?.[1]
      if (span !== undefined) this.spanMs = Number(span)
    } else {
      if (WINDOWS_LOSS.test(text)) this.#windows += 1
      const [, average, deviation] = SUMMARY.exec(text) ?? []
      if (average === undefined) return
      this.summary = { averageMs: Number(average), deviationMs: Number(deviation ?? 0) }
    }
  }

  #add(line: number, text: string, own: number, ms: number): void {
    const sequence = continued(own, this.#previous)
    this.#previous = Math.max(this.#previous, sequence)
    if (this.#seen.has(sequence) || text.includes('DUP!')) {
      this.duplicates += 1
      return
    }
    this.#seen.add(sequence)
    const stamp = STAMP.exec(text)?.[1]
    const stampMs = stamp === undefined ? undefined : Number(stamp) * 1000
    this.replies.push({ line, sequence, ms, stampMs })
  }
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
