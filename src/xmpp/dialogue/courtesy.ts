/**
 * What a client does about things nobody expects: it acknowledges when asked to (XEP-0198 §4),
 * notes acknowledgements, declines requests it does not know (RFC 6120 §8.4), and passes over
 * the rest in silence (RFC 6120 §8.4 for stanzas; features that come late, XEP-0388). But nothing
 * of an authentication may come that is not under way (RFC 6120 §6.4).
 */
import type { Failure } from '../../transport.ts'
import { element, type XmlElement } from '../../xml/xml.ts'
import { CLIENT, SASL, SASL2, SM, STANZA_ERRORS } from '../namespaces.ts'
import { type Ledger, readCount } from '../stream-management.ts'

/** The ledger of each direction, from the moment at which counting begins there. */
export interface Counting {
  sent: Ledger | undefined
  handled: Ledger | undefined
}

export type Courtesy =
  | { readonly kind: 'silence' }
  | { readonly kind: 'answer'; readonly element: XmlElement }
  /** The server has handled these, so that they need not be kept. */
  | { readonly kind: 'acknowledged'; readonly stanzas: readonly XmlElement[] }
  | { readonly kind: 'offence'; readonly failure: Failure }

const SILENCE: Courtesy = { kind: 'silence' }

/** What to do about an element that nobody expected. */
export const courtesy = (heard: XmlElement, counting: Counting): Courtesy => {
  if (heard.is('r', SM)) {
    const answer = counting.handled?.answer()
    return answer === undefined ? SILENCE : { kind: 'answer', element: answer }
  }
  if (heard.namespace === SASL || heard.namespace === SASL2) return outOfTurn(heard)
  if (heard.is('a', SM)) return noteAcknowledgement(heard, counting.sent)
  if (heard.is('iq', CLIENT)) {
    const type = heard.attribute('type')
    if (type === 'get' || type === 'set') return { kind: 'answer', element: declined(heard) }
  }
  return SILENCE
}

const noteAcknowledgement = (heard: XmlElement, ledger: Ledger | undefined): Courtesy => {
  const h = readCount(heard.attribute('h'))
  const noted = h === undefined ? undefined : ledger?.acknowledge(h)
  if (noted?.kind === 'acknowledged') return noted
  if (noted?.kind !== 'too-high') return SILENCE
  // XEP-0198 §4: <handled-count-too-high/> ends the stream.
  const detail = `expected an acknowledgement of at most ${noted.sent} stanzas, found ${noted.h}`
  return { kind: 'offence', failure: { code: 'protocol-violation', detail } }
}

const outOfTurn = ({ name }: XmlElement): Courtesy => {
  const detail = `expected no word of an authentication, found <${name.slice(0, 64)}/>`
  return { kind: 'offence', failure: { code: 'protocol-violation', detail } }
}

const declined = (request: XmlElement): XmlElement =>
  element(
    'iq',
    CLIENT,
    { type: 'error', id: request.attribute('id'), to: request.attribute('from') },
    element('error', CLIENT, { type: 'cancel' }, element('service-unavailable', STANZA_ERRORS)),
  )
