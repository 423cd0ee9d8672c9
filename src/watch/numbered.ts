/**
 * Messages that carry a number, so that whoever sees them can tell which have come, and how often: the
 * number is all that is in their body, `xmpp-rtt 17`. In a message of the server's own it counts from 1
 * for each account; a client may number its own, or answer with the numbers that it has got.
 */
import { element, type XmlElement } from '../xml/xml.ts'
import { CLIENT } from '../xmpp/namespaces.ts'

const BODY = /^\s*xmpp-rtt ([1-9]\d{0,8})\s*$/

export const numberedMessage = (from: string, to: string, number: number): XmlElement =>
  element(
    'message',
    CLIENT,
    { from, to, type: 'chat', id: `xmpp-rtt-${number}` },
    element('body', CLIENT, {}, `xmpp-rtt ${number}`),
  )

/** Undefined: it carries none, or is an error about one. */
export function numberOf(stanza: XmlElement): number | undefined {
  if (!stanza.is('message', CLIENT) || stanza.attribute('type') === 'error') return undefined
  const text = BODY.exec(stanza.child('body')?.text() ?? '')?.[1]
  return text === undefined ? undefined : Number(text)
}

/**
 * Where in what a server says on one connection its numbered messages end, in octets on the wire. Of
 * several that are said at once all are taken to end where the first record does that carries any.
 */
export class NumberedWords {
  readonly #crossing: XmlElement[] = []
  readonly #placed: { readonly message: XmlElement; readonly end: number }[] = []

  said(message: XmlElement): void {
    if (numberOf(message) !== undefined) this.#crossing.push(message)
  }

  /** So many octets in all have crossed with what was said so far. */
  crossed(octets: number): void {
    for (const message of this.#crossing.splice(0)) this.#placed.push({ message, end: octets })
  }

  /** Those that have come whole with so many octets, once each. */
  comeBy(octets: number): readonly XmlElement[] {
    const count = this.#placed.findIndex(({ end }) => end > octets)
    const come = this.#placed.splice(0, count === -1 ? this.#placed.length : count)
    return come.map(({ message }) => message)
  }

  /** Those that have not: nothing more comes. */
  left(): readonly XmlElement[] {
    return [...this.#placed.map(({ message }) => message), ...this.#crossing]
  }
}
