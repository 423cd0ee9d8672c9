/**
 * The reset with which a host, or a middlebox, answers a segment of a connection that it does not
 * know (RFC 9293 §3.10.7.1, `tcp_v4_send_reset`): never a reset for a reset; behind what the segment
 * acknowledges, or else acknowledging it. It carries no options.
 */
import type { Instant } from '../units.ts'
import { ACK, FIN, RST, type Segment, type SentSegment, SYN } from './segment.ts'
import { BASE_HEADERS, type TcpSettings } from './settings.ts'

export function resetFor(segment: Segment, now: Instant): Segment | undefined {
  const { flags, seq, ack, length } = segment
  if ((flags & RST) !== 0) return undefined
  const octets = length + ((flags & SYN) !== 0 ? 1 : 0) + ((flags & FIN) !== 0 ? 1 : 0)
  const isAcknowledging = (flags & ACK) !== 0
  return {
    flags: isAcknowledging ? RST : RST | ACK,
    seq: isAcknowledging ? ack : 0,
    ack: isAcknowledging ? 0 : seq + octets,
    length: 0,
    window: 0,
    timestamp: now,
    echo: undefined,
    sack: [],
    mss: undefined,
    fastOpen: undefined,
  }
}

/** As it leaves. */
export const sentReset = (segment: Segment, ip: TcpSettings['ip']): SentSegment => ({
  kind: 'segment',
  segment,
  size: BASE_HEADERS[ip],
  retransmission: false,
})
