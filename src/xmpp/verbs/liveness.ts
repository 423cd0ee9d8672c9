/** Asking a server on a stream that is ready whether it is still there. */
import type { Duration } from '../../units.ts'
import { element, type XmlElement } from '../../xml/xml.ts'
import type { Ask, Order } from '../dialogue/order.ts'
import { CLIENT, PING, SM } from '../namespaces.ts'
import { anAnswerOf, anElement } from './say.ts'

/** XEP-0199 §4.2. `id`: no other request may have it while this is under way. */
export const pingRequest = (domain: string, id: string): XmlElement =>
  element('iq', CLIENT, { type: 'get', id, to: domain }, element('ping', PING))

export const ping = (domain: string, id: string, within: Duration): Ask => ({
  kind: 'ask',
  element: pingRequest(domain, id),
  answer: anAnswerOf(domain, id),
  within,
})

/** `<r/>` (XEP-0198 §4): how much has been handled? Says that the server is there, too. */
export const acknowledgementRequest = (within: Duration): Ask => ({
  kind: 'ask',
  element: element('r', SM),
  answer: anElement('a', SM),
  within,
})

/** The same, for whoever does not wait for the answer. */
export const UNAWAITED_REQUEST: Order = { kind: 'say', element: element('r', SM) }
