/**
 * `tls-exporter` channel binding (RFC 9266 §2): 32 octets that both ends derive from the same
 * handshake and nobody else's connection shares. Stands for the exporter's HKDF over the
 * transcript: a hash of what makes a transcript unique, both randoms and the ticket resumed.
 * TLS 1.2 is taken to use the extended master secret (RFC 7627), as every stack modelled does.
 */
import { createHash } from 'node:crypto'
import type { Ticket } from './ticket.ts'

export const exporter = (
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
  resumed: Ticket | undefined,
): Uint8Array =>
  createHash('sha256')
    .update(clientRandom)
    .update(serverRandom)
    .update(resumed === undefined ? 'full' : `resumed ${resumed.id}`)
    .digest()
