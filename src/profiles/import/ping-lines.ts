/**
 * The lines that the different `ping`s print, in what languages they are known to (`po/*.po` of
 * iputils; Windows' own): numbers stand the same in all of them, words before or behind.
 */
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
  /** Answers in Windows' form that say so: `Destination host unreachable.`, `TTL expired in transit.` */
  readonly unreachable: number
  /** As the summary says; undefined where there is none. */
  readonly sent: number | undefined
  readonly received: number | undefined
  /** From the first ping to the last. */
  readonly spanMs: number | undefined
  readonly summary: { readonly averageMs: number; readonly deviationMs: number } | undefined
  /** The first that looks like a reply, of which the time cannot be told. */
  readonly unread: Line | undefined
}

/** Milliseconds, in the languages that iputils and Windows have another word for them in. */
const MS = '(?:ms|мс(?:ек)?|毫秒|ミリ秒|밀리초|მწმ)'
/** iputils has decimal commas in French. */
const DECIMAL = String.raw`\d{1,9}(?:[.,]\d{1,9})?`
/** Chinese and Japanese have commas of their own. */
const COMMA = '[,，、] ?'
/** One number, with words before it or behind. */
const COUNT = String.raw`(?=[^,，、]{0,130}\p{L})[^,，、\d=%]{0,60}(\d{1,12})[^,，、\d=%]{0,60}`

/**
 * `64 bytes from 192.0.2.1: icmp_seq=1 ttl=57 time=11.3 ms`, in other languages with other words for
 * the time; BusyBox has `seq=`.
 */
const REPLY = new RegExp(
  String.raw`\b(?:icmp_)?seq=(\d{1,9}) .*?[^\s\d=<] ?[=<] ?(${DECIMAL}) ?${MS}`,
  'u',
)
/** `Reply from 192.0.2.1: bytes=32 time=11ms TTL=57`, and the same in other languages. */
const WINDOWS_REPLY = new RegExp(String.raw`[=<](\d{1,9}) ?${MS} TTL=\d+`, 'iu')
/** `Reply from 2001:db8::1: time=41ms`: over IPv6 it says nothing else. */
const WINDOWS_REPLY_6 = new RegExp(
  String.raw`(?:^|\s)(?:[\da-f:]{0,40}::[\da-f:]{0,40}|(?:[\da-f]{1,4}:){7}[\da-f]{1,4})(?:%\d+)?[^:=<]{0,40}: ?[^:=<\d]{1,20}[=<](\d{1,9}) ?${MS}$`,
  'iu',
)
/**
 * A reply all the same: behind a number in the sequence a life and a time, a time that has decimals, or
 * one that is negative or a word (`time=-3.1 ms`, `time=nan ms`); `time=-127ms TTL=57` of Windows.
 */
const UNREAD = new RegExp(
  [
    String.raw`\b(?:icmp_)?seq=\d+ .*?[=<] ?(?:\d+(?:[.,]\d| .*?[=<] ?\d)|-?\p{L}|-\d)`,
    String.raw`[=<]-?(?:\d+|\p{L})[^=<]{0,20} TTL=\d+$`,
    String.raw`[=<]-\d+ ?${MS}$`,
  ].join('|'),
  'u',
)
/** `PING example.org (192.0.2.7) 56(84) bytes of data.`; macOS has `PING6(56=40+8+8 bytes) …`. */
const HEADING = /^PING6?[ (]|^\p{L}[^=(]{0,100}\([^)=]{1,80}\)[^=]{0,80} \d{1,5} ?\(\d{1,5}\) /u
/** `Pinging example.org [192.0.2.7] with 32 bytes of data:`, and the same in other languages. */
const WINDOWS_HEADING = /^[^=]* \d{1,5}(?: |(?=\p{L}))[^=\d:]+:$/u
const STAMP = /^\[(\d{1,12}(?:\.\d{1,9})?)\]/
/**
 * `5 packets transmitted, 4 received, 20% packet loss, time 4005ms`, and the same in other languages:
 * `已发送 5 个包， 已接收 4 个包, 20% 包丢失`, `5 paket iletildi, 4 alındı, %20 paket kaybı`.
 */
const SENT = new RegExp(String.raw`^${COUNT}${COMMA}${COUNT}${COMMA}[^%]{0,120}(?:\d ?%|%\d)`, 'u')
const SPAN = new RegExp(String.raw` (\d{1,12}) ?${MS}$`, 'u')
/** `Packets: Sent = 4, Received = 3, Lost = 1 (25% loss),`; some languages break the line. */
const WINDOWS_SENT = new RegExp(
  String.raw`^[^=]+= (\d{1,12})${COMMA}[^=]+= (\d{1,12})${COMMA}[^=]+= \d+`,
  'u',
)
/**
 * `rtt min/avg/max/mdev = 10.1/11.3/14.0/0.9 ms`, and the same in other languages; BusyBox has no
 * deviation. With a `%` it is what fping or SIGQUIT prints, in another order.
 */
const SUMMARY = new RegExp(
  `^[^=%,/]{1,40}/[^=%,/]{1,40}/[^=%,]{1,60} = ${DECIMAL}/(${DECIMAL})/${DECIMAL}(?:/(${DECIMAL}))?`,
  'u',
)

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
    // What has no end is a line that was being written.
    else runs.at(-1)?.read(line, !text.endsWith(line.text))
  }
  return runs.filter(
    ({ replies, sent, summary, unread }) =>
      replies.length > 0 || (sent ?? summary ?? unread) !== undefined,
  )
}

/** Whether a line is one that only `ping` prints. */
export const isOfPing = (line: string): boolean =>
  [REPLY, WINDOWS_REPLY, WINDOWS_REPLY_6, SENT].some((form) => form.test(line))

class Run implements Pings {
  readonly replies: Reply[] = []
  duplicates = 0
  unreachable = 0
  sent: number | undefined
  received: number | undefined
  spanMs: number | undefined
  summary: Pings['summary']
  unread: Line | undefined
  readonly #seen = new Set<number>()
  #windows = -1
  #previous = 0

  read(line: Line, hasEnd: boolean): void {
    const { number, text } = line
    const unix = REPLY.exec(text)
    const windows = WINDOWS_REPLY.exec(text) ?? WINDOWS_REPLY_6.exec(text)
    const counted = SENT.exec(text) ?? WINDOWS_SENT.exec(text)
    if (unix !== null) this.#add(number, text, Number(unix[1]), decimalOf(unix[2]))
    else if (windows !== null) {
      this.#windows += 1
      const ms = Number(windows[1])
      this.replies.push({ line: number, sequence: this.#windows, ms, stampMs: undefined })
    } else if (counted !== null) {
      this.sent = Number(counted[1])
      this.received = Number(counted[2])
      const span = SPAN.exec(text)?.[1]
      if (span !== undefined) this.spanMs = Number(span)
    } else if (hasEnd && UNREAD.test(text)) {
      this.unread ??= line
    } else {
      const isUnreachable = isWindowsUnreachable(text)
      if (isUnreachable) this.unreachable += 1
      if (isUnreachable || isWindowsSilence(text)) this.#windows += 1
      const [, average, deviation = '0'] = SUMMARY.exec(text) ?? []
      if (average === undefined) return
      this.summary = { averageMs: decimalOf(average), deviationMs: decimalOf(deviation) }
    }
  }

  #add(line: number, text: string, own: number, ms: number): void {
    const sequence = continued(own, this.#previous)
    this.#previous = Math.max(this.#previous, sequence)
    // In any language; the mark (`DUP!`) is for one whose first is not in the text.
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

/** `Request timed out.`, `请求超时。`: a line that has no number. */
const isWindowsSilence = (text: string): boolean => /^[^\d=:]+[.。]$/u.test(text)

/** `Reply from 192.0.2.1: Destination host unreachable.`: one that has a number before a colon alone. */
function isWindowsUnreachable(text: string): boolean {
  const at = text.lastIndexOf(':')
  const [before, behind] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)]
  return /^[^\d=]+[.。]$/u.test(behind) && /^[^=]*(?:\d|::)[^=]*$/.test(before)
}

const decimalOf = (text: string | undefined): number => Number(text?.replace(',', '.'))

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
