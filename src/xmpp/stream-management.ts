/**
 * The ledger of XEP-0198 Stream Management, the same at both ends: how many stanzas were handled,
 * how many were sent, and which of those the peer has not acknowledged yet.
 *
 * It counts, and knows how an acknowledgement is written; everything else is said by whoever
 * speaks. What is a stanza is decided by {@link isStanza}. All counters are modulo 2^32
 * (XEP-0198 §4).
 *
 * Left out: when to ask for an acknowledgement, and how much is kept for a peer that gives none,
 * which are the policies of each end.
 */

import { element, type XmlElement } from '../xml/element.ts'
import { CLIENT, SM } from './namespaces.ts'

const MODULUS = 0x1_0000_0000

export const increment = (counter: number): number => (counter + 1) % MODULUS

/** How far `to` is ahead of `from`, in [0, 2^32). */
export const ahead = (from: number, to: number): number => (to - from + MODULUS) % MODULUS

/** XEP-0198 §4: only message, presence and iq are counted. */
export const isStanza = (element: XmlElement): boolean =>
  element.namespace === CLIENT &&
  (element.name === 'message' || element.name === 'presence' || element.name === 'iq')

export type Acknowledged =
  /** Those that are known to be handled now. */
  | { readonly kind: 'acknowledged'; readonly stanzas: readonly XmlElement[] }
  /** The peer has said more before: of no use, and no error (XEP-0198 §4). */
  | { readonly kind: 'stale' }
  /** The peer claims more than was ever sent: `<handled-count-too-high/>` (XEP-0198 §4). */
  | { readonly kind: 'too-high'; readonly h: number; readonly sent: number }

/** What is left of a ledger when the connection is gone. */
export interface LedgerState {
  readonly handled: number
  /** Never starts anew: those of all rounds of the counter. */
  readonly acknowledged: number
  readonly unacknowledged: readonly XmlElement[]
}

export class Ledger {
  #handled: number
  /** Of the stanzas sent, those known to be handled by the peer; not modulo 2^32. */
  #acknowledged: number
  readonly #unacknowledged: XmlElement[]
  /** Of the stanzas sent and not acknowledged, the oldest, which are not kept any more. */
  #forgotten = 0
  /** Octets of what is kept, from when somebody first asks. */
  #octets: number | undefined

  constructor(state?: LedgerState) {
    this.#handled = state?.handled ?? 0
    this.#acknowledged = state?.acknowledged ?? 0
    this.#unacknowledged = state === undefined ? [] : [...state.unacknowledged]
  }

  /** What goes into `h`: stanzas received and handled. */
  get handled(): number {
    return this.#handled
  }

  /** Stanzas sent, acknowledged or not. */
  get sent(): number {
    return (this.#acknowledged + this.#forgotten + this.#unacknowledged.length) % MODULUS
  }

  get unacknowledged(): readonly XmlElement[] {
    return this.#unacknowledged
  }

  /** About what is kept takes of memory. */
  get octets(): number {
    this.#octets ??= octetsOf(this.#unacknowledged)
    return this.#octets
  }

  /** A stanza of the peer was handled. */
  receive(): void {
    this.#handled = increment(this.#handled)
  }

  /** A stanza goes out; it is kept until it is acknowledged. */
  send(stanza: XmlElement): void {
    this.#unacknowledged.push(stanza)
    if (this.#octets !== undefined) this.#octets += octetsKept(stanza)
  }

  /** Keeps the oldest no longer, as if there were no coming back for it; it still counts. */
  forgetOldest(): void {
    this.#forgotten += this.#drop(1).length
  }

  /** Takes the peer's `h`, from `<a/>`, `<resume/>`, `<resumed/>` or `<failed/>`. */
  acknowledge(h: number): Acknowledged {
    const count = ahead(this.#acknowledged % MODULUS, h)
    const forgotten = this.#forgotten
    if (count > forgotten + this.#unacknowledged.length) {
      // Half a round at most is behind, as with serial numbers (RFC 1982), and no more than was.
      const behind = MODULUS - count
      if (behind <= Math.min(this.#acknowledged, MODULUS / 2)) return { kind: 'stale' }
      return { kind: 'too-high', h, sent: this.sent }
    }
    this.#forgotten = Math.max(0, forgotten - count)
    const stanzas = this.#drop(Math.max(0, count - forgotten))
    this.#acknowledged += count
    return { kind: 'acknowledged', stanzas }
  }

  /** `<a/>`, the answer to `<r/>`. */
  answer(): XmlElement {
    return element('a', SM, { h: String(this.#handled) })
  }

  /** Of a session that can be come back to, so that nothing has been forgotten. */
  state(): LedgerState {
    return {
      handled: this.#handled,
      acknowledged: this.#acknowledged,
      unacknowledged: [...this.#unacknowledged],
    }
  }

  /** Of what is kept, the oldest. */
  #drop(count: number): readonly XmlElement[] {
    const dropped = this.#unacknowledged.splice(0, count)
    if (this.#octets !== undefined) this.#octets -= octetsOf(dropped)
    return dropped
  }
}

/** What an element costs beside its text: an object, its attributes, its list of children. */
const ELEMENT_OCTETS = 200

const octetsOf = (elements: readonly XmlElement[]): number =>
  elements.reduce((sum, one) => sum + octetsKept(one), 0)

/** About what it takes to keep an element. */
export const octetsKept = ({ attributes, children }: XmlElement): number => {
  let octets = ELEMENT_OCTETS
  for (const name in attributes) octets += name.length + (attributes[name]?.length ?? 0)
  for (const node of children) octets += typeof node === 'string' ? node.length : octetsKept(node)
  return octets
}

/** Reads `h`: an xs:unsignedInt, or undefined for anything else. */
export const readCount = (text: string | undefined): number | undefined => {
  if (text === undefined || !/^[0-9]{1,10}$/.test(text)) return undefined
  const value = Number(text)
  return value < MODULUS ? value : undefined
}

/** Reads an xs:boolean as XEP-0198 and XEP-0484 use it; absent is false, nonsense undefined. */
export const readBoolean = (text: string | undefined): boolean | undefined => {
  if (text === undefined || text === 'false' || text === '0') return false
  return text === 'true' || text === '1' ? true : undefined
}
