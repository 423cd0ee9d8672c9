/**
 * Where a stanza goes: to a session's connection, or into its ledger while it sleeps.
 *
 * Without stream management, a stanza for a session that has no connection is lost, as it would
 * be on a server without offline storage.
 */
import type { XmlElement } from '../../xml/xml.ts'
import type { Session } from './sessions.ts'

/** More than a client that comes back can want; the oldest stay, as in a full mailbox. */
const ASLEEP_AT_MOST = 1_000

export const deliver = (session: Session, stanza: XmlElement): void => {
  const { attachment, management } = session
  if (management.kind === 'on') {
    if (management.ledger.unacknowledged.length >= ASLEEP_AT_MOST) return
    management.ledger.send(stanza)
  }
  if (attachment.kind === 'live') attachment.carrier.deliver(stanza, management)
}
