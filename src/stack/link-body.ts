/** What crosses the link between two attached ends: segments, and DNS on the way to a resolver. */
import type { Direction, Packet } from '../link/packet.ts'
import { throughMiddlebox } from '../tcp/middlebox.ts'
import type { Segment, TcpOutput } from '../tcp/segment.ts'
import { bytes } from '../units.ts'
import type { FastOpenUse } from './fast-open-use.ts'
import type { DnsQuery } from './resolver.ts'

export type LinkBody =
  | {
      readonly kind: 'tcp'
      readonly segment: Segment
      readonly retransmission: boolean
      /** What a middlebox before the server makes of it; undefined when it swallows it. */
      readonly arrives: Segment | undefined
    }
  | { readonly kind: 'dns'; readonly query: DnsQuery }

/** Middleboxes stand before the server: whatever they do, the segment has crossed the link. */
export function segmentPacket(
  direction: Direction,
  { segment, size, retransmission }: Extract<TcpOutput, { readonly kind: 'transmit' }>,
  fastOpen: FastOpenUse | undefined,
): Packet<LinkBody> {
  const fault = direction === 'up' ? fastOpen?.fault : undefined
  const arrives = fault === undefined ? segment : throughMiddlebox(fault, segment)
  return { size: bytes(size), body: { kind: 'tcp', segment, retransmission, arrives } }
}

export const queryPacket = (query: DnsQuery): Packet<LinkBody> => ({
  size: bytes(query.size),
  body: { kind: 'dns', query },
})

/** The resolver at the far end answers from its cache, at once. */
export const answerPacket = (query: DnsQuery): Packet<LinkBody> => ({
  size: bytes(query.answerSize),
  body: { kind: 'dns', query },
})
