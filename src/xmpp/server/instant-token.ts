/** The token of a session that can be resumed instantly (XEP-0397 §4): who is given one. */
import type { XmlElement } from '../../xml/xml.ts'
import { ISR } from '../namespaces.ts'
import { channelOffer } from './channel.ts'
import type { Conversation } from './conversation.ts'
import { tokenSecret } from './identifiers.ts'
import type { InstantToken } from './sessions.ts'

/** Of a client that asks for it while it enables stream management; undefined: it does not. */
export const newInstantToken = (
  enable: XmlElement,
  { domain, tls, from, random }: Conversation,
): InstantToken | undefined => {
  const mechanism = enable.child('isr-enable', ISR)?.attribute('mechanism')
  if (mechanism === undefined) return undefined
  if (!channelOffer(domain, tls, from).instant.includes(mechanism)) return undefined
  return { mechanism, secret: tokenSecret(domain.settings, random) }
}
