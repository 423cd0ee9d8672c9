/** What a ticket looks like, and the key that both ends resume with: drawn from its identity. */
import { Random } from '../../../random.ts'
import { type Ticket, ticketId } from '../../../tls/ticket.ts'
import { HASH_OCTETS } from '../key-schedule.ts'

const drawn = (ticket: Ticket, purpose: string): Random =>
  Random.seeded(`ticket ${ticketId(ticket)}`).fork(purpose)

/** Opaque, the same whenever it is shown. */
export const ticketOctets = (ticket: Ticket): Uint8Array =>
  drawn(ticket, 'octets').bytes(ticket.octets)

export const preSharedKey = (ticket: Ticket): Uint8Array =>
  drawn(ticket, 'key').bytes(HASH_OCTETS.sha384)

/** Of TLS 1.2, where resuming brings the master secret back. */
export const masterSecret12 = (ticket: Ticket): Uint8Array => drawn(ticket, 'master').bytes(48)
