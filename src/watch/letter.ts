/**
 * One message for an account, of which a copy goes to each session that is there for it
 * (RFC 6121 §8.5.2.1.1), known by its full address, which a resumption inherits.
 */
import type { Instant } from '../units.ts'

export interface Copy {
  said: 'never' | 'once'
  /** Of the connection. */
  cameBy: number | undefined
  isAcknowledged: boolean
  isLost: boolean
  settledAt: Instant | undefined
}

/** Whose a copy is that no session has, or has any more: the next session's that is told. */
const NOBODY = ''

export class Letter {
  /** Of all accounts together, from 1. */
  readonly place: number
  readonly #copies = new Map([[NOBODY, newCopy()]])

  constructor(place: number) {
    this.place = place
  }

  /** How many copies. */
  get size(): number {
    return this.#copies.size
  }

  /** By one of its sessions at least. */
  get isAcknowledged(): boolean {
    return [...this.#copies.values()].some((copy) => copy.isAcknowledged)
  }

  /** That of the session, or else one that is nobody's and is its own from now on, or else one more. */
  copyFor(session = NOBODY): Copy {
    const own = this.#copies.get(session)
    if (own !== undefined) return own
    const copy = this.#copies.get(NOBODY) ?? newCopy()
    this.#copies.delete(NOBODY)
    this.#copies.set(session, copy)
    return copy
  }

  /** The session is over, and its copy is for whoever comes next. */
  leftBy(session: string): void {
    const copy = this.#copies.get(session)
    if (copy === undefined || this.#copies.has(NOBODY)) return
    this.#copies.delete(session)
    this.#copies.set(NOBODY, copy)
  }

  /** But for those of sessions that were replaced by one that has got it: nobody misses them. */
  missed(replaced: (session: string, by: string) => boolean): readonly Copy[] {
    if (this.#copies.size === 1) return [...this.#copies.values()]
    const all = [...this.#copies]
    const got = all.filter(([, copy]) => hasCome(copy))
    return all
      .filter(([session]) => !got.some(([by]) => replaced(session, by)))
      .map(([, copy]) => copy)
  }
}

export const hasCome = ({ cameBy, isAcknowledged }: Copy): boolean =>
  cameBy !== undefined || isAcknowledged

const newCopy = (): Copy => ({
  said: 'never',
  cameBy: undefined,
  isAcknowledged: false,
  isLost: false,
  settledAt: undefined,
})
