/**
 * A login that is under way behind the proxy, and what it becomes: the service is asked, then the
 * server behind, and then whatever the client says is passed on to that server, and back.
 */
import { HeadReader } from '../http/head.ts'
import { toBase64 } from '../sasl/octets.ts'
import type { TlsFacts, TransportEvent } from '../transport.ts'
import { encodeText } from '../xml/xml.ts'
import { isRight, request } from './auth-http.ts'
import { BackendLogin } from './backend-login.ts'
import type { Login } from './login.ts'
import type { Outlet, Reach } from './outlet.ts'
import type { Behind } from './settings.ts'

/** Whoever speaks with the client. */
export interface ClientSide {
  /** The server behind has been asked: from now on everything is for it. */
  passOn(): void
  /** Octets of the server behind. */
  send(bytes: Uint8Array): void
  fail(condition: 'not-authorized' | 'temporary-auth-failure'): void
  /** The server behind has closed. */
  close(): void
  /** Something has happened that nobody had handed in. */
  attention(): void
}

export class LoginBehind {
  readonly #before: ClientSide
  readonly #reach: Reach
  readonly #waits: Record<Behind, number>
  readonly #outlets: Outlet[] = []
  #state: 'asking' | 'passing-on' | 'over' = 'asking'
  #backend: Outlet | undefined
  /** Whether something was said to the server behind that it has not answered. */
  #isAsked = false

  constructor(before: ClientSide, reach: Reach, waits: Record<Behind, number>) {
    this.#before = before
    this.#reach = reach
    this.#waits = waits
  }

  /** `version`: of the client's TLS, if there is any. */
  begin(login: Login, domain: string, version: TlsFacts['version'] | undefined): void {
    const answer = new HeadReader()
    const service = this.#open('service', (event) => {
      if (event.kind === 'connected') service.say({ kind: 'send', bytes: request(login, version) })
      else if (event.kind === 'closed') this.#lost('service')
      else if (event.kind === 'received') {
        const read = answer.feed(event.bytes)
        if (read.kind === 'unfinished') return
        this.#waits.service += 1
        service.say({ kind: 'close' })
        if (read.kind === 'refused') this.#before.fail('temporary-auth-failure')
        else if (isRight(read.head)) this.#logIn(login, domain)
        else this.#before.fail('not-authorized')
      }
    })
    service.say({ kind: 'connect' })
  }

  /** What the client says once it is passed on. */
  send(bytes: Uint8Array): void {
    this.#isAsked = true
    this.#backend?.say({ kind: 'send', bytes })
  }

  /** Nobody in front wants it any more. */
  end(): void {
    this.#state = 'over'
    for (const outlet of this.#outlets) outlet.say({ kind: 'close' })
  }

  #logIn({ message }: Login, domain: string): void {
    const talk = new BackendLogin(domain, toBase64(message))
    const backend = this.#open('backend', (event) => {
      if (event.kind === 'closed') this.#lost('backend')
      else if (event.kind === 'received' && this.#state === 'passing-on')
        this.#passBack(event.bytes)
      else {
        const said = talk.hear(event)
        if (said === undefined) return
        if (event.kind === 'received') this.#waits.backend += 1
        this.send(encodeText(said))
        if (!talk.over) return
        this.#state = 'passing-on'
        this.#before.passOn()
      }
    })
    this.#backend = backend
    backend.say({ kind: 'connect' })
  }

  #passBack(bytes: Uint8Array): void {
    if (this.#isAsked) this.#waits.backend += 1
    this.#isAsked = false
    this.#before.send(bytes)
  }

  /** A service that has answered may go. */
  #lost(whom: Behind): void {
    if (this.#state === 'passing-on' && whom === 'backend') this.#before.close()
    else if (whom === 'backend' || this.#backend === undefined) {
      this.#before.fail('temporary-auth-failure')
    }
  }

  #open(whom: Behind, hear: (event: TransportEvent) => void): Outlet {
    const outlet = this.#reach(whom, (event) => {
      if (this.#state === 'over') return
      if (event.kind === 'waited') this.#waits[whom] += 1
      else hear(event)
      this.#before.attention()
    })
    this.#outlets.push(outlet)
    return outlet
  }
}
