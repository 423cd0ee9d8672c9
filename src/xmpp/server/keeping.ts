/**
 * Where messages are kept that somebody may want later: the archive of the account (XEP-0313), and
 * the place where they wait for a session (XEP-0160).
 */
import { element, XmlElement } from '../../xml/xml.ts'
import { MAM_TMP, STANZA_ID } from '../namespaces.ts'
import type { Holdings } from './holdings.ts'
import { archiveId } from './identifiers.ts'
import type { ServedFate } from './message-watch.ts'
import { delayed, withChildren } from './stamped.ts'

const MESSAGE_TYPES = ['chat', 'error', 'groupchat', 'headline', 'normal'] as const

export type MessageType = (typeof MESSAGE_TYPES)[number]

/** RFC 6121 §5.2.2: whatever is none of them is `normal`. */
export const messageType = (message: XmlElement): MessageType => {
  const said = message.attribute('type')
  return MESSAGE_TYPES.find((type) => type === said) ?? 'normal'
}

/** For whoever comes next. A message that is in the archive is not refused for want of another place. */
export const keepForLater = (
  message: XmlElement,
  user: string,
  domain: Holdings,
  at: number,
): ServedFate => {
  const { offline } = domain.settings.storage
  const type = messageType(message)
  // RFC 6121 §8.5.2.2: errors and headlines are for those who are there.
  if (type === 'error' || type === 'headline') return 'lost'
  const waits = type === 'normal' || type === 'chat'
  if (offline.kind === 'stored' && waits) {
    const late = delayed(message, offline.stamp, { ...namesOf(user, domain), at })
    if (domain.offline.add(user, late) === 'stored') return 'stored'
  }
  return isArchived(message, user, domain) ? 'stored' : 'bounced'
}

/** In the archive, by the mark that it was delivered with. */
export const isArchived = (message: XmlElement, user: string, domain: Holdings): boolean => {
  const { account } = namesOf(user, domain)
  return (
    domain.settings.storage.archive.kind === 'kept' &&
    message.elements('stanza-id', STANZA_ID).some((mark) => mark.attribute('by') === account)
  )
}

/** The message with the mark of its place in the archive (XEP-0359), where it is put there. */
export const keepInArchive = (
  heard: XmlElement,
  user: string,
  domain: Holdings,
  at: number,
): XmlElement => {
  const { archive: settings } = domain.settings.storage
  if (settings.kind === 'none' || !belongsInArchive(heard)) return heard
  const { account } = namesOf(user, domain)
  const id = archiveId(settings, domain.archiveRandom(user), at, domain.archive.total(user))
  const message = withoutMarks(heard, account)
  const by = { by: account, id }
  const marks = [
    settings.mark === 'stanza-id' ? undefined : element('archived', MAM_TMP, by),
    element('stanza-id', STANZA_ID, by),
  ].filter((mark) => mark !== undefined)
  const marked = withChildren(message, ...marks)
  domain.archive.keep(user, { id, at, message: settings.keeps === 'as-sent' ? message : marked })
  return marked
}

/** XEP-0313 §5.1.2: what has a body. */
const belongsInArchive = (message: XmlElement): boolean => {
  const type = messageType(message)
  return (type === 'normal' || type === 'chat') && message.child('body') !== undefined
}

/** XEP-0359 §6: nobody but the account's server speaks for its archive. */
const withoutMarks = (message: XmlElement, account: string): XmlElement => {
  const { name, namespace, attributes, children } = message
  const honest = children.filter(
    (node) =>
      typeof node === 'string' ||
      !(node.is('stanza-id', STANZA_ID) || node.is('archived', MAM_TMP)) ||
      node.attribute('by') !== account,
  )
  return honest.length === children.length
    ? message
    : new XmlElement(name, namespace, attributes, honest)
}

export const namesOf = (
  user: string,
  { name: domain }: Holdings,
): { readonly account: string; readonly domain: string } => ({
  account: `${user}@${domain}`,
  domain,
})
