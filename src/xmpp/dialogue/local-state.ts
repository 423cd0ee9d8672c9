/**
 * What a client holds of its account beside a session, and keeps when that is gone: which version
 * of the roster, and up to where the archive. It follows what arrives by itself.
 *
 * Only the account itself is believed about its roster and its archive (RFC 6121 §2.1.6,
 * XEP-0313 §7, XEP-0359 §6). Left out: the contents, which nobody here looks at.
 */
import { addressText, bareText, readAddress } from '../../address.ts'
import { element, type XmlElement } from '../../xml/xml.ts'
import { CLIENT, MAM, ROSTER, STANZA_ID } from '../namespaces.ts'

/** Up to where the archive is held: with it, all that came before. */
export type UpTo =
  | { readonly kind: 'unknown' }
  /** It was empty. */
  | { readonly kind: 'beginning' }
  | { readonly kind: 'message'; readonly id: string }

/** As it is remembered from session to session. */
export interface LocalCopy {
  /** Undefined: none is held. */
  readonly rosterVersion: string | undefined
  readonly held: UpTo
  /** Whether there are more behind it that have not been fetched. */
  readonly archive: 'complete' | 'behind'
}

export const NO_COPY: LocalCopy = {
  rosterVersion: undefined,
  held: { kind: 'unknown' },
  archive: 'complete',
}

/** Characters: more than an identifier needs, and few enough to be repeated to the server. */
const IDENTIFIER_AT_MOST = 1_000

export class LocalState {
  readonly #account: string
  #rosterVersion: string | undefined
  #held: UpTo
  #archive: LocalCopy['archive']

  /** `account`: its bare address. */
  constructor(account: string, copy: LocalCopy = NO_COPY) {
    this.#account = bareText(readAddress(account))
    this.#rosterVersion = copy.rosterVersion
    this.#held = copy.held
    this.#archive = copy.archive
  }

  get copy(): LocalCopy {
    return {
      rosterVersion: this.#rosterVersion,
      held: this.#held,
      archive: this.#archive,
    }
  }

  /** There may be messages in the archive that never came: those that come now are not the next. */
  fallBehind(): void {
    this.#archive = 'behind'
  }

  holds(upTo: UpTo, archive: LocalCopy['archive']): void {
    if (upTo.kind !== 'message' || isIdentifier(upTo.id)) this.#held = upTo
    this.#archive = archive
  }

  rosterIs(version: string | undefined): void {
    if (version === undefined || isIdentifier(version)) this.#rosterVersion = version
  }

  /** Takes note of a stanza; the answer to it, if it is a change of the roster. */
  take(heard: XmlElement): XmlElement | undefined {
    if (heard.is('message', CLIENT)) this.#takeMessage(heard)
    const isPush = heard.is('iq', CLIENT) && heard.attribute('type') === 'set'
    const change = isPush ? heard.child('query', ROSTER) : undefined
    if (change === undefined || !this.#isOwn(heard.attribute('from'))) return undefined
    if (this.#rosterVersion !== undefined) this.rosterIs(change.attribute('ver'))
    return element('iq', CLIENT, { type: 'result', id: heard.attribute('id') })
  }

  #takeMessage(heard: XmlElement): void {
    if (this.#archive === 'complete') {
      const marks = heard.elements('stanza-id', STANZA_ID)
      const own = marks.find((mark) => mark.attribute('by') === this.#account)
      const id = own?.attribute('id')
      if (id !== undefined) this.holds({ kind: 'message', id }, 'complete')
      return
    }
    const id = heard.child('result', MAM)?.attribute('id')
    // Without anything to go on from, the page comes from the end (XEP-0313 §4.3.2).
    if (id === undefined || this.#held.kind === 'unknown') return
    if (this.#isOwn(heard.attribute('from'))) this.holds({ kind: 'message', id }, 'behind')
  }

  /** RFC 6120 §8.1.2.1: nobody, or the account. */
  #isOwn(from: string | undefined): boolean {
    if (from === undefined) return true
    return addressText(readAddress(from)) === this.#account
  }
}

const isIdentifier = (text: string): boolean => text.length > 0 && text.length <= IDENTIFIER_AT_MOST
