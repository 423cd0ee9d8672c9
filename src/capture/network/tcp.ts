/** TCP segments as octets, with their options as Linux packs them (`tcp_options_write`). */
import { ACK, RST, type Segment, SYN } from '../../tcp/segment.ts'
import type { Instant } from '../../units.ts'
import { joined, number, type OctetPart, u16, u32 } from '../octets/build.ts'
import { type IpPayload, PROTOCOL } from './ip.ts'

/** What one end of a connection has chosen for itself. */
export interface TcpEnd {
  readonly port: number
  /** Its initial sequence number. */
  readonly sequence: number
  /** What its clock of timestamps shows at the beginning (RFC 7323 §5.4). */
  readonly clock: number
}

const OPTION = { nop: 1, mss: 2, windowScale: 3, sackPermitted: 4, sack: 5, timestamps: 8 } as const
const FAST_OPEN = 34
/** Linux's for a receive window of 64 kB with room to grow. */
const WINDOW_SCALE = 7
const WINDOW_MAX = 0xffff
const NS_PER_MS = 1_000_000
const TWO_POW_32 = 0x1_0000_0000
const CHECKSUM_AT = 16

/**
 * The segment from one end to the other; `payload` has as many octets as it says. `bare`: without
 * options, as a reset outside of any connection is (tcp/reset.ts).
 */
export function tcpSegment(
  segment: Segment,
  from: TcpEnd,
  to: TcpEnd,
  payload: Uint8Array,
  bare: boolean,
): IpPayload {
  const { flags, seq, ack, window } = segment
  const isSyn = (flags & SYN) !== 0
  // Who refuses a SYN has no initial sequence number to count from (RFC 9293 §3.10.7.1).
  const isRefusal = bare && (flags & RST) !== 0 && (flags & ACK) !== 0
  const options = bare ? new Uint8Array(0) : optionsOf(segment, from, to)
  // A SYN's window is not scaled (RFC 7323 §2.2).
  const field = isSyn ? Math.min(window, WINDOW_MAX) : window >> WINDOW_SCALE
  const header = joined(
    u16(from.port),
    u16(to.port),
    isRefusal ? u32(0) : wrapped(from.sequence + seq),
    (flags & ACK) === 0 ? u32(0) : wrapped(to.sequence + ack),
    [((20 + options.length) / 4) << 4, flags],
    u16(field),
    u16(0),
    u16(0),
    options,
  )
  return { protocol: PROTOCOL.tcp, octets: joined(header, payload), checksumAt: CHECKSUM_AT }
}

function optionsOf(segment: Segment, from: TcpEnd, to: TcpEnd): Uint8Array {
  const { mss, fastOpen, sack, echo } = segment
  const timestamps = joined(
    [OPTION.timestamps, 10],
    clockOf(segment.timestamp, from),
    echo === undefined ? u32(0) : clockOf(echo, to),
  )
  if (mss !== undefined) {
    return joined(
      [OPTION.mss, 4],
      u16(Math.min(mss, 0xffff)),
      [OPTION.sackPermitted, 2],
      timestamps,
      [OPTION.nop, OPTION.windowScale, 3, WINDOW_SCALE],
      fastOpen === undefined ? [] : fastOpenOption(fastOpen),
    )
  }
  const blocks: readonly OctetPart[] = sack.flatMap(({ left, right }) => [
    wrapped(to.sequence + left),
    wrapped(to.sequence + right),
  ])
  return joined(
    [OPTION.nop, OPTION.nop],
    timestamps,
    sack.length === 0 ? [] : [OPTION.nop, OPTION.nop, OPTION.sack, 2 + 8 * sack.length],
    ...blocks,
  )
}

/** RFC 7413 §4.1.1, filled up to whole words. */
const fastOpenOption = (option: NonNullable<Segment['fastOpen']>): Uint8Array => {
  const cookie = option.kind === 'request' ? '' : option.cookie
  const octets = Buffer.from(cookie, 'hex')
  return joined([FAST_OPEN, 2 + octets.length], octets, [OPTION.nop, OPTION.nop])
}

const wrapped = (sequence: number): Uint8Array => number(sequence % TWO_POW_32, 4)

/** Milliseconds, as Linux counts. */
const clockOf = (at: Instant, { clock }: TcpEnd): Uint8Array =>
  wrapped(clock + Math.floor(at / NS_PER_MS))
