/**
 * The roster of each account, by version (RFC 6121 §2.6): whoever has the version of now is told
 * so, anybody else gets all of it, or what has changed since.
 *
 * Models what a client gets when it comes back. Left out: subscribing, groups, and telling
 * contacts anything; whether a contact is available is given, and does not change.
 */
import { createHash } from 'node:crypto'
import { element, type XmlElement } from '../../xml/xml.ts'
import { ROSTER } from '../namespaces.ts'
import type { RosterSettings } from './storage-settings.ts'

export interface Contact {
  /** Bare. */
  readonly address: string
  readonly name?: string
  readonly presence: 'available' | 'unavailable'
}

interface Kept {
  readonly contact: Contact
  /** Whether it has been taken out; then it is known for those who do not know yet. */
  readonly is: 'in' | 'removed'
  /** The version that it came with. */
  readonly version: number
}

interface Roster {
  readonly version: number
  readonly items: ReadonlyMap<string, Kept>
}

const NONE: Roster = { version: 1, items: new Map() }

/** Of one user. */
const ITEMS_AT_MOST = 10_000

export class Rosters {
  readonly #rosters: Map<string, Roster>
  readonly #settings: RosterSettings

  constructor(settings: RosterSettings, from?: Rosters) {
    this.#settings = settings
    this.#rosters = new Map(from === undefined ? [] : from.#rosters)
  }

  copy(): Rosters {
    return new Rosters(this.#settings, this)
  }

  contacts(user: string): readonly Contact[] {
    const { items } = this.#rosters.get(user) ?? NONE
    return [...items.values()].filter(({ is }) => is === 'in').map(({ contact }) => contact)
  }

  version(user: string): string {
    return this.#name(user, (this.#rosters.get(user) ?? NONE).version)
  }

  /** The change as it is pushed (RFC 6121 §2.1.6); undefined when there is no room for it. */
  change(user: string, contact: Contact, is: Kept['is']): XmlElement | undefined {
    const { version: before, items } = this.#rosters.get(user) ?? NONE
    const version = before + 1
    const changed = new Map(items)
    // Behind all others, in the order of change.
    changed.delete(contact.address)
    const kept = { contact, is, version }
    changed.set(contact.address, kept)
    if (changed.size > ITEMS_AT_MOST) return undefined
    this.#rosters.set(user, { version, items: changed })
    return this.#query(user, version, [kept])
  }

  /** What a client that has a version is answered, and what it is pushed behind the answer. */
  answer(
    user: string,
    held: string | undefined,
  ): { readonly result: XmlElement | undefined; readonly pushes: readonly XmlElement[] } {
    const { version, items } = this.#rosters.get(user) ?? NONE
    if (held === this.#name(user, version)) return { result: undefined, pushes: [] }
    const since =
      this.#settings.changes === 'pushed' ? this.#number(user, held, version) : undefined
    if (since === undefined) {
      const all = [...items.values()].filter(({ is }) => is === 'in')
      return { result: this.#query(user, version, all), pushes: [] }
    }
    const pushes = [...items.values()]
      .filter((kept) => kept.version > since)
      .map((kept) => this.#query(user, kept.version, [kept]))
    return { result: undefined, pushes }
  }

  #query(user: string, version: number, items: readonly Kept[]): XmlElement {
    const ver = this.#name(user, version)
    return element('query', ROSTER, { ver }, ...items.map(itemElement))
  }

  #name(user: string, version: number): string {
    if (this.#settings.version === 'number') return String(version)
    return createHash('sha1').update(`${user} ${version}`).digest('hex')
  }

  /** The version that a name stands for, which may be made up by a client. */
  #number(user: string, held: string | undefined, latest: number): number | undefined {
    const number = Number(held)
    const known = Number.isInteger(number) && number >= 1 && number <= latest
    return known && held === this.#name(user, number) ? number : undefined
  }
}

const itemElement = ({ contact: { address: jid, name }, is }: Kept): XmlElement =>
  element('item', ROSTER, {
    jid,
    name: is === 'in' ? name : undefined,
    subscription: is === 'in' ? 'both' : 'remove',
  })
