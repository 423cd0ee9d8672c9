/** What a client's transport holds from an earlier connection, beside what XMPP remembers. */
import type { Ticket } from '../../tls/ticket.ts'
import type { Duration } from '../../units.ts'
import type { HeldCookie } from '../fast-open.ts'

export interface Held {
  readonly ticket: HeldTicket | undefined
  readonly cookie: HeldCookie | undefined
}

export interface HeldTicket {
  readonly ticket: Ticket
  /** Since it was received, when the next connection begins. */
  readonly age: Duration
}
