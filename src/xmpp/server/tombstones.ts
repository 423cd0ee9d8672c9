/**
 * What is left of a session that timed out (XEP-0198 §5): how many stanzas it had handled, which a
 * client that comes back for it may be told. Within a user, the oldest out first.
 */
import { keepLatest } from '../../oldest-out.ts'

/** Of one user. */
export const TOMBSTONES_AT_MOST = 1_000

export class Tombstones {
  /** Stanzas handled, by user, then by the id of the session. */
  readonly #byUser: Map<string, Map<string, number>>

  constructor(from?: Tombstones) {
    this.#byUser = new Map()
    if (from === undefined) return
    for (const [user, handled] of from.#byUser) this.#byUser.set(user, new Map(handled))
  }

  copy(): Tombstones {
    return new Tombstones(this)
  }

  find(id: string, user: string): number | undefined {
    return this.#byUser.get(user)?.get(id)
  }

  write(id: string, user: string, handled: number): void {
    const own = this.#byUser.get(user) ?? new Map<string, number>()
    this.#byUser.set(user, own)
    own.delete(id)
    own.set(id, handled)
    keepLatest(own, TOMBSTONES_AT_MOST)
  }

  clear(): void {
    this.#byUser.clear()
  }
}
