/** A proxy's own dialogue with the server behind it, in the clear: as far as the login. */
import type { TransportEvent } from '../transport.ts'
import { element, LIMITS_BEFORE_AUTHENTICATION, StreamReader, streamHeader } from '../xml/xml.ts'
import { SASL, STREAMS } from '../xmpp/namespaces.ts'

export class BackendLogin {
  /** Everything was said; what comes now is for the client. */
  over = false
  readonly #domain: string
  readonly #message: string
  readonly #reader = new StreamReader(LIMITS_BEFORE_AUTHENTICATION)

  /** `message`: of PLAIN, in base64. */
  constructor(domain: string, message: string) {
    this.#domain = domain
    this.#message = message
  }

  /** What is to be said about it, if anything is. */
  hear(event: TransportEvent): string | undefined {
    if (event.kind === 'connected') {
      return streamHeader({ to: this.#domain, version: '1.0', declaration: true })
    }
    if (event.kind !== 'received') return undefined
    const offered = this.#reader
      .feed(event.bytes)
      .some((heard) => heard.kind === 'element' && heard.element.is('features', STREAMS))
    if (!offered) return undefined
    this.over = true
    return element('auth', SASL, { mechanism: 'PLAIN' }, this.#message).serialize()
  }
}
