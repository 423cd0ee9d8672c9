/**
 * One client's connection at a proxy in front of a server, as nginx's mail proxy was taught XMPP
 * (nginx-xmpp): it ends TLS, speaks just enough to get a name and a password, asks a service
 * whether they are right, logs in at the server behind it, and from then on passes octets on, that
 * server's answer to the login first.
 *
 * Models what it says and whom it waits for. Left out: LOGIN beside PLAIN, the time that it takes
 * itself (not measured), and buffers that fill up. What a client sends behind `<auth/>` before it
 * has an answer was never tried with it: what came in the same read is lost here, as nginx begins
 * its buffer anew behind a command, and what comes later waits in the socket.
 */
import { sameDomain } from '../address.ts'
import type { Engine } from '../engine.ts'
import type { Random } from '../random.ts'
import { NOTHING } from '../sasl/octets.ts'
import type { TlsFacts, TransportCommand, TransportEvent } from '../transport.ts'
import {
  element,
  encodeText,
  LIMITS_BEFORE_AUTHENTICATION,
  STREAM_FOOTER,
  type StreamEvent,
  StreamReader,
  streamHeader,
  type XmlElement,
} from '../xml/xml.ts'
import { SASL, STARTTLS, STREAM_ERRORS, STREAMS } from '../xmpp/namespaces.ts'
import { readMessage } from '../xmpp/sasl-message.ts'
import { uuid } from '../xmpp/uuid.ts'
import { readLogin } from './login.ts'
import { LoginBehind } from './login-behind.ts'
import type { Reach } from './outlet.ts'
import type { Behind } from './settings.ts'

export interface FrontOptions {
  readonly domain: string
  readonly mode: 'starttls' | 'direct'
  readonly random: Random
  readonly reach: Reach
}

type State =
  | 'header'
  | 'clear'
  | 'tls'
  | 'authentication'
  /** An empty challenge was sent, as the client had not said everything at once. */
  | 'response'
  | 'logging-in'
  | 'passing-on'
  | 'closed'

/** What a client has said too early, and waits. */
const WAITING_AT_MOST = 65_536

export class FrontConnection implements Engine<TransportEvent, TransportCommand> {
  /** Round trips that it has waited for somebody behind it. */
  readonly waits: Record<Behind, number> = { service: 0, backend: 0 }
  readonly #options: FrontOptions
  readonly #reader = new StreamReader(LIMITS_BEFORE_AUTHENTICATION)
  readonly #commands: TransportCommand[] = []
  #state: State
  /** The version of TLS; undefined: there is none yet. */
  #secured: TlsFacts['version'] | undefined
  #behind: LoginBehind | undefined
  /** What has come while it was logging in. */
  readonly #early: Uint8Array[] = []
  #earlyOctets = 0
  #askAttention: () => void = () => {}

  constructor(options: FrontOptions) {
    this.#options = options
    this.#state = options.mode === 'direct' ? 'tls' : 'header'
  }

  handle(event: TransportEvent): void {
    switch (event.kind) {
      case 'connected':
        if (this.#options.mode === 'direct') this.#commands.push({ kind: 'secure' })
        return
      case 'secured':
        if (this.#state !== 'tls') return
        this.#reader.reset()
        this.#secured = event.tls.version
        this.#state = 'header'
        return
      case 'received':
        this.#receive(event.bytes)
        return
      case 'closed':
        this.#end()
        return
      case 'waited':
        return
    }
  }

  poll(): TransportCommand | undefined {
    return this.#commands.shift()
  }

  deadline(): undefined {
    return undefined
  }

  wake(): void {}

  attention(ask: () => void): void {
    this.#askAttention = ask
  }

  #receive(bytes: Uint8Array): void {
    switch (this.#state) {
      case 'closed':
      case 'tls':
        return
      case 'passing-on':
        this.#behind?.send(bytes)
        return
      case 'logging-in':
        this.#early.push(bytes)
        this.#earlyOctets += bytes.length
        if (this.#earlyOctets > WAITING_AT_MOST) this.#refuse('policy-violation')
        return
      default:
        for (const event of this.#reader.feed(bytes)) this.#take(event)
    }
  }

  #take(event: StreamEvent): void {
    if (event.kind === 'element') this.#element(event.element)
    else if (event.kind === 'header') this.#open(event.attributes['to'])
    else if (event.kind === 'error') this.#refuse(event.condition)
    else this.#close()
  }

  #open(to: string | undefined): void {
    if (this.#state !== 'header') return
    const { domain, random } = this.#options
    this.#say(streamHeader({ id: uuid(random), from: domain, version: '1.0', declaration: true }))
    if (to === undefined || !sameDomain(to, domain)) {
      this.#refuse('host-unknown')
      return
    }
    const isSecured = this.#secured !== undefined
    this.#say(
      element('features', STREAMS, {}, isSecured ? MECHANISMS : STARTTLS_REQUIRED).serialize(),
    )
    this.#state = isSecured ? 'authentication' : 'clear'
  }

  #element(heard: XmlElement): void {
    switch (this.#state) {
      case 'clear':
        if (heard.is('starttls', STARTTLS)) this.#proceed()
        else this.#refuse('not-authorized')
        return
      case 'authentication':
        if (heard.is('auth', SASL)) this.#authenticate(heard)
        else this.#refuse('not-authorized')
        return
      case 'response':
        if (heard.is('response', SASL)) this.#logIn(readMessage(heard))
        else this.#refuse('not-authorized')
        return
      case 'header':
        this.#refuse('bad-format')
        return
      case 'tls':
      case 'logging-in':
      case 'passing-on':
      case 'closed':
        return // behind what has changed everything, in the same read
    }
  }

  #proceed(): void {
    this.#say(element('proceed', STARTTLS).serialize())
    this.#commands.push({ kind: 'secure' })
    this.#state = 'tls'
  }

  #authenticate(auth: XmlElement): void {
    if (auth.attribute('mechanism') !== 'PLAIN') {
      this.#fail('invalid-mechanism')
    } else if (auth.children.length > 0) {
      this.#logIn(readMessage(auth))
    } else {
      this.#say(element('challenge', SASL).serialize())
      this.#state = 'response'
    }
  }

  #logIn(message: Uint8Array = NOTHING): void {
    const login = readLogin(message)
    if (login === undefined) {
      this.#fail('malformed-request')
      return
    }
    const { domain, reach } = this.#options
    this.#state = 'logging-in'
    this.#behind = new LoginBehind(
      {
        passOn: () => this.#passOn(),
        send: (bytes) => this.#commands.push({ kind: 'send', bytes }),
        fail: (condition) => this.#fail(condition),
        close: () => this.#close(),
        attention: () => this.#askAttention(),
      },
      reach,
      this.waits,
    )
    this.#behind.begin(login, domain, this.#secured)
  }

  #passOn(): void {
    this.#state = 'passing-on'
    for (const bytes of this.#early.splice(0)) this.#behind?.send(bytes)
  }

  #say(text: string): void {
    this.#commands.push({ kind: 'send', bytes: encodeText(text) })
  }

  /** `<failure/>`, and the end: nginx lets nobody try again who was not told to wait. */
  #fail(condition: string): void {
    this.#say(element('failure', SASL, {}, element(condition, SASL)).serialize())
    this.#close()
  }

  #refuse(condition: string): void {
    const error = element('error', STREAMS, {}, element(condition, STREAM_ERRORS))
    this.#say(error.serialize())
    this.#close()
  }

  #close(): void {
    if (this.#state === 'closed') return
    if (this.#state !== 'passing-on') this.#say(STREAM_FOOTER)
    this.#commands.push({ kind: 'close' })
    this.#end()
  }

  /** The client is gone, or has been sent away: so is everybody behind. */
  #end(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#early.length = 0
    this.#behind?.end()
  }
}

const STARTTLS_REQUIRED = element('starttls', STARTTLS, {}, element('required', STARTTLS))
const MECHANISMS = element('mechanisms', SASL, {}, element('mechanism', SASL, {}, 'PLAIN'))
