/** The answer of a host to a packet of a connection that it does not know (RFC 9000 §10.3). */
import type { QuicOutput } from './interface.ts'
import type { Datagram } from './packet.ts'
import type { QuicSettings } from './settings.ts'
import { DATAGRAM_HEADERS, STATELESS_RESET } from './sizes.ts'

/** None to what opens a connection: who listens there answers it, and nobody else can. */
export function resetForDatagram(
  datagram: Datagram,
  ip: QuicSettings['ip'],
): Extract<QuicOutput, { readonly kind: 'datagram' }> | undefined {
  if (datagram.kind !== 'packets' || datagram.packets.every(({ type }) => type !== '1-rtt')) {
    return undefined
  }
  return {
    kind: 'datagram',
    datagram: { kind: 'stateless-reset', size: STATELESS_RESET, path: datagram.path },
    size: DATAGRAM_HEADERS[ip] + STATELESS_RESET,
    retransmission: false,
  }
}
