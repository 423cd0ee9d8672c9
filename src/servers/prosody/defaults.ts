/**
 * Prosody as installed: Nagle's algorithm is on, TLS tickets are identities in a memory that is
 * never asked, and nobody asks for TCP_FASTOPEN on the listener.
 */
import { STATEFUL_TICKET_OCTETS, type TicketPolicy } from '../../tls/settings.ts'
import type { ServerModel } from '../model.ts'
import { PROSODY } from './prosody.ts'

const TICKETS: TicketPolicy = { kind: 'useless', octets: STATEFUL_TICKET_OCTETS }

/** The same version without the settings that the named ones have. */
export const asInstalled = ({ tls, ...rest }: ServerModel): ServerModel => ({
  ...rest,
  tcp: { nagle: 'on', fastOpen: 'refused' },
  tls: {
    starttls: { ...tls.starttls, tickets: TICKETS },
    direct: { ...tls.direct, tickets: TICKETS },
  },
})

export const PROSODY_DEFAULTS: ServerModel = {
  ...asInstalled(PROSODY),
  name: 'prosody-defaults',
  summary: 'the same as installed: Nagle’s algorithm on, tickets that never resume',
}
