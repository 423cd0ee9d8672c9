/**
 * Messages for users of whom nobody is available (XEP-0160), until somebody is.
 *
 * Left out: fetching them one by one (XEP-0013), and how long they are kept.
 */
import type { XmlElement } from '../../xml/xml.ts'
import { octetsKept } from '../stream-management.ts'

/** Of one user. More is refused, as by servers with a quota. */
const MESSAGES_AT_MOST = 1_000
const OCTETS_AT_MOST = 1 << 20

interface Shelf {
  readonly messages: XmlElement[]
  octets: number
}

export class OfflineMessages {
  readonly #shelves = new Map<string, Shelf>()

  copy(): OfflineMessages {
    const copy = new OfflineMessages()
    for (const [user, { messages, octets }] of this.#shelves) {
      copy.#shelves.set(user, { messages: [...messages], octets })
    }
    return copy
  }

  /** `refused`: there is no room for it. */
  add(user: string, message: XmlElement): 'stored' | 'refused' {
    const shelf = this.#shelves.get(user) ?? { messages: [], octets: 0 }
    const octets = shelf.octets + octetsKept(message)
    if (shelf.messages.length >= MESSAGES_AT_MOST || octets > OCTETS_AT_MOST) return 'refused'
    shelf.messages.push(message)
    shelf.octets = octets
    this.#shelves.set(user, shelf)
    return 'stored'
  }

  /** What waits for a user, oldest first. */
  of(user: string): readonly XmlElement[] {
    return this.#shelves.get(user)?.messages ?? []
  }

  /** All of them, oldest first, which are kept no longer. */
  take(user: string): readonly XmlElement[] {
    const shelf = this.#shelves.get(user)
    this.#shelves.delete(user)
    return shelf?.messages ?? []
  }
}
