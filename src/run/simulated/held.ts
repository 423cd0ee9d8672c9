/** What a client's transport holds from an earlier connection, beside what XMPP remembers. */
import type { Ticket } from '../../tls/ticket.ts'
import type { HeldCookie } from '../fast-open.ts'

export interface Held {
  readonly ticket: Ticket | undefined
  readonly cookie: HeldCookie | undefined
}
