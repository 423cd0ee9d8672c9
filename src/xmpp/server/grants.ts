/**
 * What has been granted to others (XEP-0493): an access token each, of a scope, for a time or until
 * it is revoked.
 *
 * How a grant comes about is done over HTTP and left out (RFC 6749, RFC 7591); so are refresh
 * tokens. Entries are replaced, not changed, so that a copy is a copy of references.
 */
import { createHash } from 'node:crypto'
import { caseMapped } from '../../address.ts'
import type { GrantRecords, GrantVerdict } from '../../sasl/records.ts'
import type { Rights, Scope } from './access.ts'

export interface NewGrant {
  readonly accessToken: string
  readonly scope: Scope
  /** Milliseconds since 1970; undefined: until it is revoked. */
  readonly expires: number | undefined
}

export interface Grant extends Omit<NewGrant, 'accessToken'> {
  /** Says nothing of the token. */
  readonly id: string
  readonly user: string
  /** Milliseconds since 1970; undefined: never. */
  readonly lastUsed: number | undefined
}

export class Grants {
  /** By what the token hashes to, so that how long a search takes tells nothing of it. */
  readonly #byId: Map<string, Grant>

  constructor(from?: Grants) {
    this.#byId = new Map(from === undefined ? [] : from.#byId)
  }

  add(user: string, { accessToken, ...granted }: NewGrant): void {
    const id = idOf(accessToken)
    this.#byId.set(id, { ...granted, id, user: caseMapped(user), lastUsed: undefined })
  }

  /** The one that an access token is of, if it is good now. */
  redeem(accessToken: string, now: number): Grant | undefined {
    const grant = this.holding(idOf(accessToken), now)
    if (grant !== undefined) this.#byId.set(grant.id, { ...grant, lastUsed: now })
    return grant
  }

  /** If it is good now. */
  holding(id: string, now: number): Grant | undefined {
    const grant = this.#byId.get(id)
    return grant?.expires !== undefined && now >= grant.expires ? undefined : grant
  }

  /** Those of a user that are good now, in the order in which they were granted. */
  of(user: string, now: number): readonly Grant[] {
    const name = caseMapped(user)
    return [...this.#byId.values()].filter(
      (grant) => grant.user === name && this.holding(grant.id, now) !== undefined,
    )
  }

  revoke(id: string): void {
    this.#byId.delete(id)
  }

  /** All of a user. */
  revokeAll(user: string): void {
    const name = caseMapped(user)
    for (const grant of this.#byId.values()) if (grant.user === name) this.revoke(grant.id)
  }
}

const idOf = (accessToken: string): string =>
  createHash('sha256').update(`grant ${accessToken}`).digest('base64url').slice(0, 16)

/** What one login does with them. `now`: of whenever it is asked for, in milliseconds since 1970. */
export class GrantUse implements GrantRecords {
  readonly #grants: Grants
  readonly #now: () => number
  #used: Grant | undefined

  constructor(grants: Grants, now: () => number) {
    this.#grants = grants
    this.#now = now
  }

  /** What the grant that was taken gives. */
  get rights(): Rights | undefined {
    return this.#used && { access: this.#used.scope, grant: this.#used.id }
  }

  redeem(accessToken: string): GrantVerdict {
    this.#used = this.#grants.redeem(accessToken, this.#now())
    return this.#used === undefined
      ? { kind: 'refused' }
      : { kind: 'accepted', username: this.#used.user }
  }
}
