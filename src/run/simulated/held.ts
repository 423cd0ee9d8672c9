/** What a client's transport holds from an earlier connection, beside what XMPP remembers. */
import type { Ticket } from '../../tls/ticket.ts'

export interface Held {
  readonly ticket: Ticket | undefined
  readonly cookie: { readonly cookie: string; readonly mss: number } | undefined
}
