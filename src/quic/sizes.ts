/**
 * The lengths of packets and frames on the wire, as RFC 9000 §§16, 17 and 19 lay them out. Both
 * ends use connection IDs of eight octets.
 */
import type { Frame, PacketType } from './packet.ts'

export const CONNECTION_ID = 8
/** Of every protected packet (RFC 9001 §5.3). */
const TAG = 16
/** Flags, version, and both connection IDs with their lengths (§17.2). */
const LONG_HEADER = 1 + 4 + 1 + CONNECTION_ID + 1 + CONNECTION_ID
/** The length field, always in its two-octet form: a packet is finished when it is known. */
const LENGTH_FIELD = 2
/** Acknowledgement delays are in units of eight microseconds (§18.2, ack_delay_exponent 3). */
const ACK_DELAY_UNIT = 8_000

/** UDP and IP headers of a datagram. */
export const DATAGRAM_HEADERS = { ipv4: 20 + 8, ipv6: 40 + 8 } as const

/** A variable-length integer (§16). */
export const varint = (value: number): 1 | 2 | 4 | 8 => {
  if (value < 64) return 1
  if (value < 16_384) return 2
  return value < 1_073_741_824 ? 4 : 8
}

/** As few octets as keep it apart from all that may be under way (§17.1). */
const packetNumber = (number: number, largestAcked: number): number => {
  const span = 2 * (number - largestAcked)
  if (span < 0x100) return 1
  if (span < 0x1_0000) return 2
  return span < 0x100_0000 ? 3 : 4
}

/** All of a packet but its frames. `token`: octets of an Initial packet's. */
export const packetOverhead = (
  type: PacketType,
  number: number,
  largestAcked: number,
  token: number,
): number => {
  const rest = packetNumber(number, largestAcked) + TAG
  if (type === '1-rtt') return 1 + CONNECTION_ID + rest
  const long = LONG_HEADER + LENGTH_FIELD + rest
  return type === 'initial' ? long + varint(token) + token : long
}

/** A Retry packet has no number and no length, and its own tag (§17.2.5). */
export const retrySize = (token: number): number => LONG_HEADER + token + TAG

/** As short as it may be and pass for a packet: what looks random, and the token (§10.3). */
export const STATELESS_RESET = 5 + 16

export const frameSize = (frame: Frame): number => {
  switch (frame.kind) {
    case 'ping':
    case 'handshake-done':
      return 1
    case 'ack': {
      const [first, ...others] = frame.ranges
      if (first === undefined) throw new Error('expected an acknowledged range, got none')
      let size = 1 + varint(first.to) + varint(Math.floor(frame.delay / ACK_DELAY_UNIT))
      size += varint(others.length) + varint(first.to - first.from)
      let lowest = first.from
      for (const { from, to } of others) {
        size += varint(lowest - to - 2) + varint(to - from)
        lowest = from
      }
      return size
    }
    case 'crypto':
      return 1 + varint(frame.offset) + varint(frame.length) + frame.length
    case 'stream':
      return 1 + 1 + offsetSize(frame.offset) + varint(frame.length) + frame.length
    case 'new-connection-id':
      // Number, the oldest in use, length, ID, stateless reset token (§19.15).
      return 1 + 1 + 1 + 1 + CONNECTION_ID + 16
    case 'path-challenge':
    case 'path-response':
      return 1 + 8
    case 'connection-close':
      // Error code, frame type, no reason (§19.19).
      return 1 + 1 + 1 + 1
  }
}

/** Absent at the beginning of the stream (§19.8). */
const offsetSize = (offset: number): number => (offset === 0 ? 0 : varint(offset))

/** Octets of data for which a frame of at most `room` has place, at this offset; not above `wanted`. */
export const fitting = (
  kind: 'crypto' | 'stream',
  room: number,
  offset: number,
  wanted: number,
): number => {
  const fixed = kind === 'crypto' ? 1 + varint(offset) : 2 + offsetSize(offset)
  const most = Math.min(wanted, room - fixed - 1)
  if (most < 64) return Math.max(most, 0)
  return Math.min(wanted, room - fixed - 2)
}
