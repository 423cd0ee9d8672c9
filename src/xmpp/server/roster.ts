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

export interface RosterContact {
  /** Bare. */
  readonly address: string
  readonly name?: string | undefined
  /** Whether both hear of each other's presence, or neither does (RFC 6121 §2.1.2.5). */
  readonly subscription: 'none' | 'both'
  readonly presence: 'available' | 'unavailable'
}

interface Kept {
  readonly contact: RosterContact
  /** Whether it has been taken out; then it is known for those who do not know yet. */
  readonly is: 'in' | 'removed'
  /** The version that it came with. */
  readonly version: number
}

interface Roster {
  version: number
  /** Of addresses and names. */
  octets: number
  /** By address, in the order of change. */
  readonly items: Map<string, Kept>
}

const none = (): Roster => ({ version: 1, octets: 0, items: new Map() })

/** Of one user: written at once, markup and all, that is less than 1 MiB. */
const ITEMS_AT_MOST = 10_000
const OCTETS_AT_MOST = 1 << 19

export class Rosters {
  readonly #rosters: Map<string, Roster>
  readonly #settings: RosterSettings
  /** Whose roster no copy shares, so that it can be changed. */
  readonly #own = new Set<string>()

  constructor(settings: RosterSettings, from?: Rosters) {
    this.#settings = settings
    this.#rosters = new Map(from === undefined ? [] : from.#rosters)
  }

  copy(): Rosters {
    this.#own.clear()
    return new Rosters(this.#settings, this)
  }

  contacts(user: string): readonly RosterContact[] {
    const { items } = this.#of(user)
    return [...items.values()].filter(({ is }) => is === 'in').map(({ contact }) => contact)
  }

  contact(user: string, address: string): RosterContact | undefined {
    const kept = this.#of(user).items.get(address)
    return kept?.is === 'in' ? kept.contact : undefined
  }

  version(user: string): string {
    return this.#name(user, this.#of(user).version)
  }

  /**
   * The change as it is pushed (RFC 6121 §2.1.6); a condition: there is no room for it, or nothing to
   * take out (§2.5.3).
   */
  change(
    user: string,
    { name, ...unnamed }: RosterContact,
    is: Kept['is'],
  ): XmlElement | 'policy-violation' | 'item-not-found' {
    const { address } = unnamed
    if (is === 'removed' && this.contact(user, address) === undefined) return 'item-not-found'
    const roster = this.#ownOf(user)
    const { items } = roster
    const contact = is === 'removed' ? unnamed : { ...unnamed, name }
    const before = items.get(address)
    const octets =
      roster.octets + octetsOf(contact) - (before === undefined ? 0 : octetsOf(before.contact))
    const isFull = before === undefined && items.size >= ITEMS_AT_MOST
    if (isFull || octets > OCTETS_AT_MOST) return 'policy-violation'
    roster.version += 1
    roster.octets = octets
    const kept = { contact, is, version: roster.version }
    // Behind all others.
    items.delete(address)
    items.set(address, kept)
    return this.#query(user, roster.version, [kept])
  }

  /** What a client that has a version is answered, and what it is pushed behind the answer. */
  answer(
    user: string,
    held: string | undefined,
  ): { readonly result: XmlElement | undefined; readonly pushes: readonly XmlElement[] } {
    const { version, items } = this.#of(user)
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

  #of(user: string): Readonly<Roster> {
    return this.#rosters.get(user) ?? none()
  }

  #ownOf(user: string): Roster {
    const known = this.#rosters.get(user)
    if (known !== undefined && this.#own.has(user)) return known
    const { version, octets, items } = known ?? none()
    const own = { version, octets, items: new Map(items) }
    this.#rosters.set(user, own)
    this.#own.add(user)
    return own
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

const octetsOf = ({ address, name = '' }: RosterContact): number => address.length + name.length

const itemElement = ({ contact: { address: jid, name, subscription }, is }: Kept): XmlElement =>
  element('item', ROSTER, {
    jid,
    name,
    subscription: is === 'in' ? subscription : 'remove',
  })
