/**
 * What becomes of a message for a user (RFC 6121 §8.5): into the archive, to the sessions that are
 * available, or else to where messages wait for somebody to be.
 *
 * Of several sessions that are available those of the highest priority get it, and a headline all of
 * them. Left out: carbon copies for the others.
 */
import type { XmlElement } from '../../xml/xml.ts'
import { communicates } from './access.ts'
import type { Holdings } from './holdings.ts'
import { keepForLater, keepInArchive, type MessageType, messageType } from './keeping.ts'
import type { ServedFate } from './message-watch.ts'
import { deliver, settle } from './routing.ts'
import type { Session } from './sessions.ts'

/** Which of a user's sessions. */
type Targets = 'nobody' | 'most-available' | 'available'

/**
 * By what a message is addressed to: the account, or a session that is not there (`absent`). One that
 * is gets whatever is for it (§8.5.3.1).
 */
const TARGETS: Readonly<Record<MessageType, Readonly<Record<'bare' | 'absent', Targets>>>> = {
  // §8.5.2.1.1, §8.5.3.2.1.
  chat: { bare: 'most-available', absent: 'most-available' },
  normal: { bare: 'most-available', absent: 'most-available' },
  headline: { bare: 'available', absent: 'nobody' },
  groupchat: { bare: 'nobody', absent: 'nobody' },
  error: { bare: 'nobody', absent: 'nobody' },
}

/** `full`: the address of one session; undefined: it is for the account. */
export const deliverMessage = (
  heard: XmlElement,
  { user, full }: { readonly user: string; readonly full?: string | undefined },
  domain: Holdings,
  at: number,
): ServedFate => {
  settle(user, domain, at)
  const message = keepInArchive(heard, user, domain, at)
  const targets = targetsOf(messageType(message), { user, full }, domain)
  const outcomes = targets.map((target) => deliver(target, message, domain, at))
  if (outcomes.includes('delivered')) return 'delivered'
  return keepForLater(message, user, domain, at)
}

const targetsOf = (
  type: MessageType,
  { user, full }: { readonly user: string; readonly full: string | undefined },
  { sessions }: Holdings,
): readonly Session[] => {
  const addressed = full === undefined ? undefined : sessions.at(user, full)
  // What others say is not for those who have been granted the account's data alone.
  if (addressed !== undefined && communicates(addressed.rights)) return [addressed]
  switch (TARGETS[type][full === undefined ? 'bare' : 'absent']) {
    case 'nobody':
      return []
    case 'most-available':
      return mostAvailable(sessions.of(user))
    case 'available':
      return sessions.of(user).filter((session) => priorityOf(session) >= 0)
  }
}

const mostAvailable = (sessions: readonly Session[]): readonly Session[] => {
  const highest = Math.max(0, ...sessions.map(priorityOf))
  return sessions.filter((session) => priorityOf(session) === highest)
}

/** None whose priority is negative gets what is not addressed to it (§8.5.2.1.1). */
const priorityOf = ({ presence }: Session): number =>
  presence.kind === 'available' ? presence.priority : Number.NEGATIVE_INFINITY
