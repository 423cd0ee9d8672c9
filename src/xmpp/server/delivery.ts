/**
 * What becomes of a message for a user (RFC 6121 §8.5): into the archive, to the sessions that are
 * available, or else to where messages wait for somebody to be.
 *
 * Of several sessions that are available those of the highest priority get it. Left out: carbon
 * copies for the others.
 */
import type { XmlElement } from '../../xml/xml.ts'
import { communicates } from './access.ts'
import type { Holdings } from './holdings.ts'
import { keepForLater, keepInArchive } from './keeping.ts'
import type { Fate } from './message-watch.ts'
import { deliver, settle } from './routing.ts'
import type { Session } from './sessions.ts'

/** `full`: the address of one session; undefined: it is for the account. */
export const deliverMessage = (
  heard: XmlElement,
  { user, full }: { readonly user: string; readonly full?: string | undefined },
  domain: Holdings,
  at: number,
): Fate => {
  settle(user, domain, at)
  const message = keepInArchive(heard, user, domain, at)
  const addressed = full === undefined ? undefined : domain.sessions.at(user, full)
  // What others say is not for those who have been granted the account's data alone.
  const targets =
    addressed === undefined || !communicates(addressed.rights)
      ? mostAvailable(domain.sessions.of(user))
      : [addressed]
  const outcomes = targets.map((target) => deliver(target, message, domain, at))
  if (outcomes.includes('delivered')) return 'delivered'
  return keepForLater(message, user, domain, at)
}

/** RFC 6121 §8.5.2.1.1: none whose priority is negative. */
const mostAvailable = (sessions: readonly Session[]): readonly Session[] => {
  let most: Session[] = []
  let highest = 0
  for (const session of sessions) {
    const { presence } = session
    if (presence.kind === 'unavailable' || presence.priority < highest) continue
    if (presence.priority > highest) most = []
    highest = presence.priority
    most.push(session)
  }
  return most
}
