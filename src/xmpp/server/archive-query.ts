/**
 * Asking the archive of one's account (XEP-0313 §4) for a page of it (XEP-0059): each message as a
 * message of its own, and at last the answer, which says where the page begins and ends.
 *
 * Left out: searching by time and by whom (§4.1.1, §4.1.2), and a page by its number (XEP-0059
 * §2.6), which are refused.
 */
import { element, type XmlElement } from '../../xml/xml.ts'
import { CLIENT, DELAY, FORWARD, MAM, RSM } from '../namespaces.ts'
import type { StanzaCondition } from './answer.ts'
import type { Archived, Page, PageRequest } from './archive.ts'
import type { Holdings } from './holdings.ts'
import { namesOf } from './keeping.ts'
import { deliver } from './routing.ts'
import type { Session } from './sessions.ts'
import type { ArchiveSettings } from './storage-settings.ts'
import { utc } from './utc.ts'

/** What the iq is answered with, behind the messages. `at`: milliseconds since 1970. */
export const queryArchive = (
  query: XmlElement,
  session: Session,
  domain: Holdings,
  at: number,
): XmlElement | StanzaCondition => {
  const { archive: settings } = domain.settings.storage
  if (settings.kind === 'none') return 'service-unavailable'
  const set = query.child('set', RSM)
  if (isSearch(query) || set?.child('index') !== undefined) return 'feature-not-implemented'
  const request = readRequest(set, settings)
  if (request === undefined) return 'bad-request'
  session.archive = 'asked'
  const page = pageOf(request, session.user, domain, settings)
  if (page === undefined) return 'item-not-found'
  const id = query.attribute('queryid')
  for (const archived of page.messages) {
    deliver(session, resultOf(archived, id, session, domain, settings), domain, at)
  }
  return finOf(page, settings)
}

/** Any field of the form but its type (XEP-0068). */
const isSearch = (query: XmlElement): boolean =>
  query
    .child('x', DATA_FORMS)
    ?.elements('field')
    .some((field) => field.attribute('var') !== 'FORM_TYPE') === true

/** https://xmpp.org/extensions/xep-0004.html */
const DATA_FORMS = 'jabber:x:data'

const readRequest = (
  set: XmlElement | undefined,
  { pageDefault, pageMost }: ArchiveSettings,
): PageRequest | undefined => {
  const text = set?.child('max')?.text().trim()
  if (text !== undefined && !/^\d{1,9}$/.test(text)) return undefined
  const most = Math.min(text === undefined ? pageDefault : Number(text), pageMost)
  const before = set?.child('before')?.text()
  const after = set?.child('after')?.text()
  return before === undefined
    ? { direction: 'behind', id: after || undefined, most }
    : { direction: 'before', id: before || undefined, most }
}

const pageOf = (
  request: PageRequest,
  user: string,
  { archive }: Holdings,
  { unknownId }: ArchiveSettings,
): Page | undefined => {
  const page = archive.page(user, request)
  if (page !== undefined || unknownId === 'item-not-found') return page
  const all = archive.page(user, { ...request, id: undefined })
  return all === undefined || unknownId === 'from-the-start'
    ? all
    : { ...all, messages: [], last: true }
}

const resultOf = (
  { id, at, message }: Archived,
  queryid: string | undefined,
  { user, address: to }: Session,
  domain: Holdings,
  { results: { from, stamp } }: ArchiveSettings,
): XmlElement => {
  const { account, domain: host } = namesOf(user, domain)
  const time = utc(at, 6)
  const forwarded =
    stamp === 'before'
      ? [element('delay', DELAY, { stamp: time }), message]
      : [message, element('delay', DELAY, { from: host, stamp: time })]
  return element(
    'message',
    CLIENT,
    { to, from: from === 'account' ? account : undefined },
    element('result', MAM, { queryid, id }, element('forwarded', FORWARD, {}, ...forwarded)),
  )
}

const finOf = (
  { messages, last, count }: Page,
  { fin: { complete, count: counted } }: ArchiveSettings,
): XmlElement => {
  const [first] = messages
  const end = messages.at(-1)
  const set = element(
    'set',
    RSM,
    {},
    first && element('first', RSM, {}, first.id),
    end && element('last', RSM, {}, end.id),
    counted === 'sent' ? element('count', RSM, {}, String(count)) : undefined,
  )
  const said = last ? 'true' : complete === 'of-all' ? 'false' : undefined
  return element('fin', MAM, { complete: said }, set)
}
