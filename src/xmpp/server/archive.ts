/**
 * The archive of each account (XEP-0313): the messages that it has sent and was sent, by their
 * place in it, and pages of them.
 *
 * Left out: preferences, and searching by time and by whom it was with.
 */
import type { XmlElement } from '../../xml/xml.ts'
import { octetsKept } from '../stream-management.ts'

/** Of one user; of more, the oldest are forgotten, as where archives expire. */
const MESSAGES_AT_MOST = 10_000
const OCTETS_AT_MOST = 1 << 23

export interface Archived {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly message: XmlElement
}

export interface Page {
  readonly messages: readonly Archived[]
  /** Whether it reaches the end that it was asked towards. */
  readonly last: boolean
  /** In the whole archive. */
  readonly count: number
}

/** Which page: the first behind an id, or the last before one; without an id, of all. */
export interface PageRequest {
  readonly direction: 'behind' | 'before'
  readonly id: string | undefined
  readonly most: number
}

interface Shelf {
  readonly messages: Archived[]
  octets: number
  /** Those that were ever kept, the forgotten ones included. */
  total: number
}

export class Archive {
  readonly #shelves = new Map<string, Shelf>()

  copy(): Archive {
    const copy = new Archive()
    for (const [user, shelf] of this.#shelves) {
      copy.#shelves.set(user, { ...shelf, messages: [...shelf.messages] })
    }
    return copy
  }

  /** All that are there, oldest first. */
  of(user: string): readonly XmlElement[] {
    return this.#shelves.get(user)?.messages.map(({ message }) => message) ?? []
  }

  /** How many messages of a user were ever kept. */
  total(user: string): number {
    return this.#shelves.get(user)?.total ?? 0
  }

  keep(user: string, archived: Archived): void {
    const shelf = this.#shelves.get(user) ?? { messages: [], octets: 0, total: 0 }
    this.#shelves.set(user, shelf)
    const { messages } = shelf
    messages.push(archived)
    shelf.total += 1
    shelf.octets += octetsKept(archived.message)
    while (messages.length > MESSAGES_AT_MOST || shelf.octets > OCTETS_AT_MOST) {
      const oldest = messages.shift()
      if (oldest === undefined) return
      shelf.octets -= octetsKept(oldest.message)
    }
  }

  /** Undefined when the id is not there. */
  page(user: string, { direction, id, most }: PageRequest): Page | undefined {
    const all = this.#shelves.get(user)?.messages ?? []
    const at = id === undefined ? undefined : all.findIndex((one) => one.id === id)
    if (at === -1) return undefined
    const [from, to] =
      direction === 'behind' ? [at === undefined ? 0 : at + 1, all.length] : [0, at ?? all.length]
    const messages =
      direction === 'behind'
        ? all.slice(from, Math.min(to, from + most))
        : all.slice(Math.max(from, to - most), to)
    return { messages, last: messages.length === to - from, count: all.length }
  }
}
