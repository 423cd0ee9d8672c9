/**
 * What the server still has to say on one connection, as far as that is known: answers to what the
 * client has asked, messages that the server was given for it; and what the peer has still to hear of
 * what was said here. Sees what the client will hear as soon as the server has said it.
 *
 * Left out: stanzas that the server makes up itself, and its own requests. Those count when they come.
 */
import { StreamReader, type XmlElement } from '../../../xml/xml.ts'
import { archivedIn } from '../../../xmpp/archived.ts'
import type { Order } from '../../../xmpp/dialogue/order.ts'
import { SM } from '../../../xmpp/namespaces.ts'
import type { Expectations } from '../contact.ts'
import type { Mail } from './mail.ts'

export class Owed implements Expectations {
  readonly #mail: Mail
  readonly #reader = new StreamReader()
  /** Of the messages said here, and of those that the server has said. */
  readonly #said = new Set<string>()
  readonly #seen = new Set<string>()
  /** Of questions by iq, and how many by `<r/>`. */
  readonly #asked = new Set<string>()
  #requests = 0
  #attached = false

  constructor(mail: Mail) {
    this.#mail = mail
  }

  /** A session of the server's is here, with these messages on their way (again). */
  attach(carried: readonly XmlElement[]): void {
    this.#attached = true
    for (const stanza of carried) this.#say(stanza)
  }

  ordered(order: Order): void {
    if (order.kind === 'say' || order.kind === 'ask') this.#say(order.element)
  }

  readonly awaits = (): boolean => {
    if (!this.#attached) return false
    if (this.#requests > 0 || this.#asked.size > 0) return true
    return this.#mail.owes(this.#seen) || this.#mail.isOnItsWay(this.#said)
  }

  readonly foresee = (octets: Uint8Array): void => {
    for (const event of this.#reader.feed(octets)) {
      if (event.kind === 'element') this.#see(event.element)
    }
  }

  readonly inVain = (): void => {
    this.#requests = 0
    this.#asked.clear()
    this.#mail.giveUp(this.#said, this.#seen)
  }

  readonly silent = (): void => {
    this.#attached = false
  }

  #say(element: XmlElement): void {
    const id = element.attribute('id') ?? ''
    if (element.namespace === SM) this.#requests += element.name === 'r' ? 1 : 0
    else if (element.name === 'iq') this.#asked.add(id)
    else if (element.name === 'message') {
      this.#said.add(id)
      this.#mail.said(id)
    }
  }

  #see(element: XmlElement): void {
    const id = element.attribute('id') ?? ''
    if (element.namespace === SM) {
      if (element.name === 'a' && this.#requests > 0) this.#requests -= 1
    } else if (element.name === 'iq') this.#asked.delete(id)
    else if (element.name === 'message') {
      this.#seen.add(archivedIn(element)?.attribute('id') ?? id)
    }
  }
}
