/**
 * Where a stanza goes: to a session's connection, and into its ledger, from which a client that
 * comes back gets what it has not acknowledged.
 *
 * What is kept for a client has a limit, and what happens then is what Prosody 13 does: a client
 * that is there and never acknowledges gets all that is sent to it, but has nothing to come back
 * to; the session of one that is not there is over, and the sender hears of it.
 *
 * Without stream management, a stanza for a session that has no connection is lost, as it would
 * be on a server without offline storage.
 */
import type { XmlElement } from '../../xml/xml.ts'
import { type Ledger, octetsKept } from '../stream-management.ts'
import type { Session, Sessions } from './sessions.ts'

/** More than a client that comes back can want. */
const STANZAS_AT_MOST = 1_000
const OCTETS_AT_MOST = 1 << 20

/** `refused`: there was no room for it, and the session is over. */
export const deliver = (
  session: Session,
  stanza: XmlElement,
  sessions: Sessions,
): 'delivered' | 'refused' => {
  const { attachment, management } = session
  if (management.kind === 'on') {
    const { ledger } = management
    if (attachment.kind === 'hibernating' && isFullWith(stanza, ledger)) {
      sessions.end(session)
      return 'refused'
    }
    ledger.send(stanza)
    if (isOverfull(ledger)) {
      sessions.manage(session, { ...management, resumption: { kind: 'impossible' } })
      while (isOverfull(ledger)) ledger.forgetOldest()
    }
  }
  if (attachment.kind === 'live') attachment.carrier.deliver(stanza, management)
  return 'delivered'
}

const isFullWith = (stanza: XmlElement, { octets, unacknowledged }: Ledger): boolean =>
  unacknowledged.length >= STANZAS_AT_MOST || octets + octetsKept(stanza) > OCTETS_AT_MOST

const isOverfull = ({ octets, unacknowledged }: Ledger): boolean =>
  unacknowledged.length > STANZAS_AT_MOST || octets > OCTETS_AT_MOST
