/**
 * Who has had access to an account (XEP-0494 §3.1): by user agent (XEP-0388), or, where a client does
 * not name itself, by the address of its session.
 *
 * Entries are replaced, not changed, so that a copy is a copy of references.
 */

import { hash } from 'node:crypto'
import { caseMapped } from '../../address.ts'
import { keepLatest } from '../../oldest-out.ts'
import type { Proof } from '../../sasl/mechanism.ts'
import type { Agent, Login } from './access.ts'

export interface KnownClient {
  /** Says nothing of the user agent to other clients. */
  readonly id: string
  readonly agent: Agent
  /** Of its last session; undefined: it has had none. */
  readonly address: string | undefined
  /** Milliseconds since 1970. */
  readonly firstSeen: number
  readonly lastSeen: number
  /** By what it has logged in; a password counts until it is changed. */
  readonly proofs: readonly Proof[]
  /** The last that it has used. */
  readonly grant: string | undefined
}

const ID_LENGTH = 12
/** As many as may hold tokens. */
const CLIENTS_AT_MOST = 1_000

type Seen = Omit<KnownClient, 'id'>

export class Clients {
  readonly #secret: string
  /** By user, then by what a client is known by; whoever was seen last is last. */
  readonly #byUser: Map<string, ReadonlyMap<string, Seen>>

  /** `secret`: of the server; ids are made with it. */
  constructor(secret: string, from?: Clients) {
    this.#secret = secret
    this.#byUser = new Map(from === undefined ? [] : from.#byUser)
  }

  copy(): Clients {
    return new Clients(this.#secret, this)
  }

  /** Somebody has logged in. `address`: of the session, if there is one. `at`: milliseconds since 1970. */
  see(
    user: string,
    address: string | undefined,
    { by, agent, rights: { grant } }: Login,
    at: number,
  ): void {
    const name = caseMapped(user)
    const key = agent.id === '' ? `at ${address ?? ''}` : `agent ${agent.id}`
    const seen = new Map(this.#byUser.get(name))
    const before = seen.get(key)
    seen.delete(key)
    seen.set(key, {
      agent,
      address: address ?? before?.address,
      firstSeen: before?.firstSeen ?? at,
      lastSeen: at,
      proofs: [...new Set([...(before?.proofs ?? []), by])],
      grant: grant ?? before?.grant,
    })
    keepLatest(seen, CLIENTS_AT_MOST)
    this.#byUser.set(name, seen)
  }

  /** Of one user, whoever was seen last last. */
  of(user: string): readonly KnownClient[] {
    const seen = this.#byUser.get(caseMapped(user)) ?? new Map<string, Seen>()
    return [...seen].map(([key, one]) => ({ ...one, id: this.#idOf(key) }))
  }

  /** The password that any of them has proven is none any more. */
  forgetPasswords(user: string): void {
    const name = caseMapped(user)
    const changed = [...(this.#byUser.get(name) ?? [])].map(([key, one]): [string, Seen] => [
      key,
      { ...one, proofs: one.proofs.filter((proof) => proof !== 'password') },
    ])
    this.#byUser.set(name, new Map(changed))
  }

  forget(user: string, id: string): void {
    const name = caseMapped(user)
    const left = [...(this.#byUser.get(name) ?? [])].filter(([key]) => this.#idOf(key) !== id)
    this.#byUser.set(name, new Map(left))
  }

  #idOf(key: string): string {
    return hash('sha256', `${this.#secret} ${key}`, 'base64url').slice(0, ID_LENGTH)
  }
}
