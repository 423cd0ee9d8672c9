/**
 * A captured TCP connection, whose octets are told in the order in which its client said and heard
 * them, wherever the capture was taken.
 *
 * The order is that of acknowledgements: what a client sends says up to where it has heard the server.
 * So nothing that was on its way at the time is taken for something that the client had waited for.
 * What its kernel had acknowledged and its application not yet read is taken for heard; and a client's
 * segment that was lost before the capture is seen with what was acknowledged when it was sent again.
 */
import type { Direction } from '../../direction.ts'
import { ACK, FIN, RST, SYN } from '../../tcp/segment.ts'
import { between, type Instant } from '../../units.ts'
import type { ReceivedSegment } from '../network/received.ts'
import { Copies } from './copies.ts'
import { awayFrom, type Handshake, roundTripOf } from './handshake.ts'
import { type Captured, Holds } from './holds.ts'
import { CapturedStream, lengthOf, type StreamPiece } from './stream.ts'
import { TrainLog } from './trains.ts'

export interface ConversationNews {
  /** The client has waited for TCP’s handshake. */
  readonly waited: (at: Instant) => void
  /** Octets in order, or so many that were not captured. */
  readonly heard: (way: Direction, piece: StreamPiece, at: Instant) => void
  /** This side last spoke then; what it says next was held back, unless it is an answer. */
  readonly held: (way: Direction, since: Instant) => void
}

/** What was counted in a direction. */
export interface SegmentCounts {
  packets: number
  /** With payload, SYN or FIN. */
  segments: number
  retransmitted: number
}

/** Answers that the client has not acknowledged: more than a window is a capture with holes. */
const UNHEARD_MAX = 1 << 20
/** tcp_syn_retries is 6. */
const SYNS_MAX = 16
/** Round trips vary: a half of one is about one. */
const ABOUT = 2
const TWO_POW_32 = 0x1_0000_0000

export class CapturedConversation {
  readonly beganAt: Instant
  readonly counts: Readonly<Record<Direction, SegmentCounts>> = { up: counts(), down: counts() }
  readonly trains = { up: new TrainLog(), down: new TrainLog() }
  /** A Fast Open option in the SYN: the length of its cookie, 0 for a request. */
  fastOpenCookie: number | undefined
  /** Octets that the SYN carried, and whether the server took them. */
  synData = 0
  synDataTaken = false
  mss: number | undefined
  /** Packets that were captured again, which count once. */
  copies = 0
  lastAt: Instant
  endedBy: 'fin' | 'reset' | undefined
  /** Its SYN was answered by a reset (RFC 9293 §3.10.7.1). */
  refused = false
  readonly #news: ConversationNews
  readonly #passed = { up: new Copies(), down: new Copies() }
  readonly #streams = { up: new CapturedStream(), down: new CapturedStream() }
  /** Sequence number of the first octet. */
  readonly #first: Record<Direction, number | undefined> = { up: undefined, down: undefined }
  readonly #endsAt: Record<Direction, number | undefined> = { up: undefined, down: undefined }
  readonly #holds = new Holds()
  readonly #unheard: { piece: StreamPiece; readonly at: Instant }[] = []
  /** So many of them have been heard. */
  #taken = 0
  #unheardOctets = 0
  /** How far the client has heard. */
  #heardTo = 0
  /** SYNs by what their timestamps say, and the one that was answered. */
  readonly #syns = new Map<number, Instant>()
  #answeredAt: Instant | undefined
  #synAckAt: Instant | undefined
  #establishedAt: Instant | undefined
  #tcp: 'undecided' | 'decided' = 'undecided'

  constructor(at: Instant, news: ConversationNews) {
    this.beganAt = at
    this.lastAt = at
    this.#news = news
  }

  /**
   * TCP's handshake as it was seen: from SYN to SYN-ACK, and from there to its acknowledgement; undefined also
   * where clocks say that one came before what it answers.
   */
  get handshake(): Handshake | undefined {
    if (this.#synAckAt === undefined || this.#establishedAt === undefined) return undefined
    if (this.#answeredAt === undefined) return undefined
    const far = between(this.#answeredAt, this.#synAckAt)
    const near = between(this.#synAckAt, this.#establishedAt)
    return far < 0 || near < 0 ? undefined : { far, near }
  }

  get established(): boolean {
    return this.#establishedAt !== undefined
  }

  /** Whether that is the sequence number of its client's SYN. */
  beganWith(sequence: number): boolean {
    return this.#first.up === (sequence + 1) % TWO_POW_32
  }

  segment(way: Direction, segment: ReceivedSegment, at: Instant): void {
    this.lastAt = at
    if (this.#passed[way].has(segment, at)) {
      this.copies += 1
      return
    }
    const { flags, length } = segment
    const isSyn = (flags & SYN) !== 0
    const count = this.counts[way]
    count.packets += 1
    if (isSyn) this.#syn(way, segment, at)
    if ((flags & RST) !== 0) this.#reset(way, at)
    const first = this.#first[way]
    if (first === undefined) return
    const from = isSyn ? 0 : this.#position(way, segment.sequence)
    const captured = { at, timestamps: segment.options.timestamps }
    if (isSyn || length > 0 || (flags & FIN) !== 0) this.#count(way, segment, from, captured)
    if ((flags & FIN) !== 0) {
      this.#endsAt[way] = from + length
      this.endedBy ??= 'fin'
    }
    // What waited for SYN-ACK waited for TCP, not for Nagle's algorithm.
    if ((flags & ACK) !== 0) this.#acknowledged(way, segment.acknowledgment, captured, isSyn)
    if (length === 0 || from < 0) return
    const { handshake } = this
    const isNew = from >= this.#streams[way].highest
    if (!isSyn && isNew) {
      const since = this.#holds.says(way, { ...captured, from, length }, handshake)
      if (since !== undefined) this.#news.held(way, since)
    }
    this.trains[way === 'up' ? 'down' : 'up'].end()
    // What is sent again leaves when its sender has waited long enough, and not behind what it sent before.
    if (isNew) this.trains[way].add(captured, length, handshake && awayFrom(way, handshake))
    else this.trains[way].end()
    const { payload } = segment
    for (const piece of this.#streams[way].add({ from, length, payload, captured })) {
      this.#inOrder(way, piece, at)
    }
  }

  #reset(way: Direction, at: Instant): void {
    this.endedBy ??= 'reset'
    if (way === 'up' || this.#first.up === undefined || this.#synAckAt !== undefined) return
    this.refused = true
    this.#decideTcp(true, at)
  }

  /** Nothing more was captured: what has come to the client it has heard. */
  end(): void {
    this.#hear(Number.MAX_SAFE_INTEGER)
  }

  #syn(way: Direction, segment: ReceivedSegment, at: Instant): void {
    const { sequence, flags, options, length } = segment
    const isAnswer = (flags & ACK) !== 0
    this.#first[way] ??= (sequence + 1) % TWO_POW_32
    this.#holds.limited(way === 'up' ? 'down' : 'up', options.mss)
    if (way === 'up' && !isAnswer) {
      if (this.#syns.size < SYNS_MAX) this.#syns.set(options.timestamps?.value ?? 0, at)
      this.fastOpenCookie ??= options.fastOpen
      this.synData = Math.max(this.synData, length)
      this.mss = options.mss
    } else if (way === 'down' && isAnswer && this.#synAckAt === undefined) {
      this.#synAckAt = at
      this.#answeredAt = this.#synOf(options.timestamps?.echo)
      const taken = this.#position('up', segment.acknowledgment)
      this.synDataTaken = this.synData > 0 && taken >= this.synData
    }
  }

  /**
   * RFC 7323 §4: what was answered. Without timestamps nobody knows, if there are several; nor with them if
   * another has come behind it, because a SYN-ACK that is sent once more, for a later SYN, echoes the first.
   */
  #synOf(echo: number | undefined): Instant | undefined {
    if (echo === undefined) return this.counts.up.segments > 1 ? undefined : this.#syns.get(0)
    const sent = this.#syns.get(echo)
    return sent === [...this.#syns.values()].at(-1) ? sent : undefined
  }

  #count(
    way: Direction,
    { flags, length }: ReceivedSegment,
    from: number,
    captured: Captured,
  ): void {
    const count = this.counts[way]
    count.segments += 1
    const isSyn = (flags & SYN) !== 0
    const isAgain = isSyn
      ? count.segments > 1
      : length > 1 && this.#isSentAgain(this.#streams[way], from, length, captured)
    if (isAgain) count.retransmitted += 1
  }

  /**
   * Of what fills a hole: it was lost before the capture, or others have overtaken it. What is sent again is so
   * a round trip behind what followed it, at the earliest, and shows a later time (RFC 7323 §3).
   */
  #isSentAgain(stream: CapturedStream, from: number, length: number, by: Captured): boolean {
    if (stream.has(from, length)) return true
    const behind = stream.firstBehind(from + length)
    if (behind === undefined) return false
    if (by.timestamps !== undefined && behind.timestamps !== undefined) {
      return ((by.timestamps.value - behind.timestamps.value) | 0) > 0
    }
    const { handshake } = this
    if (handshake === undefined) return true
    return between(behind.at, by.at) * ABOUT >= roundTripOf(handshake)
  }

  #acknowledged(way: Direction, acknowledgment: number, by: Captured, isSyn: boolean): void {
    const { at } = by
    const other = way === 'up' ? 'down' : 'up'
    if (this.#first[other] === undefined) return
    const end = this.#endsAt[other] ?? Number.MAX_SAFE_INTEGER
    const upTo = Math.min(this.#position(other, acknowledgment), end)
    if (way === 'up' && this.#synAckAt !== undefined) this.#establishedAt ??= at
    const { highest } = this.#streams[other]
    if (!isSyn) this.#holds.acknowledged(other, upTo, highest, by)
    if (upTo >= highest) this.trains[other].settled(by)
    if (upTo > this.#streams[other].next) {
      for (const piece of this.#streams[other].skipTo(upTo)) this.#inOrder(other, piece, at)
    }
    if (way === 'up') this.#hear(upTo)
  }

  #inOrder(way: Direction, piece: StreamPiece, at: Instant): void {
    if (way === 'up') {
      const isBehindSyn = this.#streams.up.next > this.synData || !this.synDataTaken
      if (this.#synAckAt !== undefined && isBehindSyn) this.#decideTcp(true, at)
      this.#news.heard('up', piece, at)
      return
    }
    // A copy: a part of what was read would keep all of that.
    this.#unheard.push({ piece: typeof piece === 'number' ? piece : Uint8Array.from(piece), at })
    this.#unheardOctets += lengthOf(piece)
    if (this.#unheardOctets > UNHEARD_MAX) this.#hear(Number.MAX_SAFE_INTEGER)
  }

  /** The client has heard the server up to this position. */
  #hear(upTo: number): void {
    for (let next = this.#unheard[this.#taken]; next !== undefined; ) {
      const room = upTo - this.#heardTo
      if (room <= 0) break
      const { piece, at } = next
      const whole = lengthOf(piece)
      const taken = Math.min(room, whole)
      this.#heardTo += taken
      this.#unheardOctets -= taken
      this.#decideTcp(!this.synDataTaken, at)
      this.#news.heard('down', typeof piece === 'number' ? taken : piece.subarray(0, taken), at)
      if (taken < whole) {
        next.piece = typeof piece === 'number' ? whole - taken : piece.subarray(taken)
        break
      }
      this.#taken += 1
      next = this.#unheard[this.#taken]
    }
    // What has been heard goes, also where there is always something left; no oftener than is linear.
    if (this.#taken * 2 < this.#unheard.length) return
    this.#unheard.splice(0, this.#taken)
    this.#taken = 0
  }

  /** It has waited for TCP unless the SYN carried all that it had to say before it heard something. */
  #decideTcp(waited: boolean, at: Instant): void {
    if (this.#tcp === 'decided') return
    this.#tcp = 'decided'
    if (waited) this.#news.waited(at)
  }

  /** In the stream, of a sequence number: the nearest to what is expected next. */
  #position(way: Direction, sequence: number): number {
    const { next } = this.#streams[way]
    const expected = (this.#first[way] ?? 0) + next
    const apart = (((sequence - expected) % TWO_POW_32) + TWO_POW_32) % TWO_POW_32
    return next + (apart >= TWO_POW_32 / 2 ? apart - TWO_POW_32 : apart)
  }
}

const counts = (): SegmentCounts => ({ packets: 0, segments: 0, retransmitted: 0 })
