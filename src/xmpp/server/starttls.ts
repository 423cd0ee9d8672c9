/** STARTTLS (RFC 6120 §5): the only thing that can be done in the clear. */
import { element, type XmlElement } from '../../xml/xml.ts'
import { SASL, STARTTLS } from '../namespaces.ts'
import type { Conversation, Turn } from './conversation.ts'
import { CLOSED, type Phase } from './phases.ts'

/** `<starttls/>`, or `<auth/>` too early. */
export const takeInTheClear = (
  heard: XmlElement,
  conversation: Conversation,
  { answer }: Turn,
): Phase => {
  if (heard.namespace === STARTTLS) {
    answer.say(element('proceed', STARTTLS)).after('proceed')
    answer.next = 'secure'
    return { kind: 'tls' }
  }
  // RFC 6120 §6.5.4.
  const condition = element('encryption-required', SASL)
  answer.say(element('failure', SASL, {}, condition)).after('failure')
  conversation.failures += 1
  if (conversation.failures < conversation.domain.settings.sasl.failuresAllowed) {
    return { kind: 'starttls' }
  }
  answer.streamError('policy-violation')
  return CLOSED
}
