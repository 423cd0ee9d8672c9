/**
 * What crosses a link between two stacks: segments, or QUIC datagrams, and DNS on the way to a
 * resolver. Segments and datagrams cross as the objects that one stack has said and the other will
 * hear, so that a packet is made once.
 */
import type { Packet } from '../link/packet.ts'
import { type MiddleboxFault, throughMiddlebox } from '../tcp/middlebox.ts'
import type { Segment } from '../tcp/segment.ts'
import { bytes } from '../units.ts'
import type { DnsQuery } from './resolver.ts'
import type { FromLink, ToLink } from './stack.ts'

export type SegmentOnLink = Extract<ToLink, { readonly kind: 'segment' }> & {
  /** What a middlebox at the far end makes of it; undefined where it leaves it as it is. */
  readonly altered?: Segment | 'swallowed' | undefined
}

export type LinkBody =
  | SegmentOnLink
  | Extract<ToLink, { readonly kind: 'datagram' }>
  | { readonly kind: 'dns'; readonly query: DnsQuery }

/** The packet that is to be sent; whatever a middlebox does, the segment has crossed the link. */
export function packetOf(output: ToLink, middlebox: MiddleboxFault | undefined): Packet<LinkBody> {
  if (output.kind === 'query') {
    const { query } = output
    return { size: bytes(query.size), body: { kind: 'dns', query } }
  }
  const size = bytes(output.size)
  if (middlebox === undefined || output.kind === 'datagram') return { size, body: output }
  const arrives = throughMiddlebox(middlebox, output.segment)
  if (arrives === output.segment) return { size, body: output }
  return { size, body: { ...output, altered: arrives ?? 'swallowed' } }
}

/** The segment as it comes out of the link; undefined when a middlebox has swallowed it. */
export function arriving(
  sent: SegmentOnLink,
): Extract<FromLink, { readonly kind: 'segment' }> | undefined {
  const { altered, destination } = sent
  if (altered === undefined) return sent
  return altered === 'swallowed' ? undefined : { kind: 'segment', segment: altered, destination }
}

/** The resolver at the far end answers from its cache, at once. */
export const answerPacket = (query: DnsQuery): Packet<LinkBody> => ({
  size: bytes(query.answerSize),
  body: { kind: 'dns', query },
})
