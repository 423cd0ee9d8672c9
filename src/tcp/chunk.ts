/**
 * One segment's worth of the stream that has been sent and not yet acknowledged (`sk_buff` on
 * the retransmission queue), and the marks of the scoreboard on it (`TCPCB_*`, RFC 6675 §3).
 *
 * Linux keeps several segments of one burst in one buffer and splits it when their fates part;
 * here every segment is a chunk from the start, with the send time that they share, and knows its
 * buffer: what is still in one is sent again as one.
 */
import type { SendState } from './congestion/delivery-rate.ts'

/** Selectively acknowledged. */
export const SACKED = 1
/** Held to be lost. */
export const LOST = 2
/** Repeated by loss recovery, and the repetition is held to be in flight. */
export const RETRANSMITTED = 4
/** Has been repeated at some time, by recovery or as a probe: no round-trip samples (Karn). */
export const EVER_RETRANSMITTED = 8

export class Chunk {
  readonly seq: number
  end: number
  /** Payload octets; SYN and FIN occupy sequence numbers without payload. */
  length: number
  readonly syn: boolean
  fin: boolean
  push: boolean
  marks = 0
  /** The buffer in which it was last sent; 0: one of its own. */
  buffer = 0
  /** When it was last sent, microseconds, and as which of all transmissions. */
  sentUs = 0
  sentAs = 0
  /** How things stood then, where the algorithm of congestion control measures the rate. */
  sendState: SendState | undefined

  constructor(
    seq: number,
    length: number,
    flags: { readonly syn: boolean; readonly fin: boolean; readonly push: boolean },
  ) {
    this.seq = seq
    this.length = length
    this.syn = flags.syn
    this.fin = flags.fin
    this.push = flags.push
    this.end = seq + length + (flags.syn ? 1 : 0) + (flags.fin ? 1 : 0)
  }

  /** Cuts the payload down to `length`; returns the rest, with the same history and marks. */
  split(length: number): Chunk {
    const rest = new Chunk(this.seq + length, this.length - length, this)
    rest.marks = this.marks
    rest.buffer = this.buffer
    rest.sentUs = this.sentUs
    rest.sentAs = this.sentAs
    rest.sendState = this.sendState
    this.length = length
    this.end = this.seq + length
    this.fin = false
    this.push = false
    return rest
  }

  has(mark: number): boolean {
    return (this.marks & mark) !== 0
  }
}
