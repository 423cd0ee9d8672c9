/** What crosses a link between two stacks: segments, or QUIC datagrams, and DNS on the way to a resolver. */
import type { Packet } from '../link/packet.ts'
import type { Datagram } from '../quic/packet.ts'
import { type MiddleboxFault, throughMiddlebox } from '../tcp/middlebox.ts'
import type { Segment } from '../tcp/segment.ts'
import { bytes } from '../units.ts'
import type { Destination } from './addresses/destination.ts'
import type { DnsQuery } from './resolver.ts'
import type { ToLink } from './stack.ts'

export type LinkBody =
  | {
      readonly kind: 'tcp'
      readonly segment: Segment
      readonly retransmission: boolean
      /** What a middlebox at the far end makes of it; undefined when it swallows it. */
      readonly arrives: Segment | undefined
      /** Of the server's addresses that one which it goes to or comes from, where there are several. */
      readonly destination: Destination | undefined
    }
  | { readonly kind: 'quic'; readonly datagram: Datagram; readonly retransmission: boolean }
  | { readonly kind: 'dns'; readonly query: DnsQuery }

/** The packet that is to be sent; whatever a middlebox does, the segment has crossed the link. */
export function packetOf(output: ToLink, middlebox: MiddleboxFault | undefined): Packet<LinkBody> {
  if (output.kind === 'query') {
    const { query } = output
    return { size: bytes(query.size), body: { kind: 'dns', query } }
  }
  if (output.kind === 'datagram') {
    const { datagram, size, retransmission } = output
    return { size: bytes(size), body: { kind: 'quic', datagram, retransmission } }
  }
  const { segment, size, retransmission, destination } = output
  const arrives = middlebox === undefined ? segment : throughMiddlebox(middlebox, segment)
  return { size: bytes(size), body: { kind: 'tcp', segment, retransmission, arrives, destination } }
}

/** The resolver at the far end answers from its cache, at once. */
export const answerPacket = (query: DnsQuery): Packet<LinkBody> => ({
  size: bytes(query.answerSize),
  body: { kind: 'dns', query },
})
