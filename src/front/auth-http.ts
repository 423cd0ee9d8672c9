/**
 * What nginx's mail proxy and a login service say to each other (ngx_mail_auth_http_module): one
 * request of HTTP/1.0 on a connection of its own, and headers for an answer.
 *
 * Left out: what nginx sends of the client's certificate, and `Auth-Wait`, by which a service puts
 * the next try off: without it a login that is refused ends the connection.
 */
import type { Engine } from '../engine.ts'
import type { TransportCommand, TransportEvent } from '../transport.ts'
import { encodeText } from '../xml/xml.ts'
import type { Login } from './login.ts'

/** Of a request or an answer. Names and passwords of XMPP have at most 1023 octets (RFC 7622 §3.1). */
const OCTETS_AT_MOST = 16_384
const END = '\r\n\r\n'

const head = (lines: readonly string[]): Uint8Array => encodeText(lines.join('\r\n') + END)

export const request = ({ user, password }: Login): Uint8Array =>
  head([
    'GET /auth HTTP/1.0',
    'Host: auth.internal',
    'Auth-Method: plain',
    `Auth-User: ${encodeURIComponent(user)}`,
    `Auth-Pass: ${encodeURIComponent(password)}`,
    'Auth-Protocol: xmpp',
    'Auth-Login-Attempt: 1',
    'Client-IP: 192.0.2.42',
  ])

const ANSWERS = {
  right: head(['HTTP/1.0 200 OK', 'Auth-Status: OK', 'Auth-Server: 192.0.2.80', 'Auth-Port: 5222']),
  wrong: head(['HTTP/1.0 200 OK', 'Auth-Status: Invalid login or password']),
}

/** Collects a head, whatever the pieces. */
export class HeadReader {
  #text = ''

  /** By lower-case name, once it is whole. `too-long`: it was not to be had. */
  feed(bytes: Uint8Array): ReadonlyMap<string, string> | 'too-long' | undefined {
    const from = Math.max(0, this.#text.length - END.length)
    this.#text += Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
    const end = this.#text.indexOf(END, from)
    if (end < 0) return this.#text.length > OCTETS_AT_MOST ? 'too-long' : undefined
    return new Map(
      this.#text
        .slice(0, end)
        .split('\r\n')
        .slice(1)
        .map((line) => {
          const [name = '', ...value] = line.split(':')
          return [name.trim().toLowerCase(), value.join(':').trim()]
        }),
    )
  }
}

/** Whether the service lets a user in. */
export const isRight = (headers: ReadonlyMap<string, string>): boolean =>
  headers.get('auth-status') === 'OK'

/** The service's end of one request. */
export class LoginService implements Engine<TransportEvent, TransportCommand> {
  readonly #reader = new HeadReader()
  readonly #check: (user: string, password: string) => boolean
  readonly #commands: TransportCommand[] = []
  #state: 'reading' | 'answered' = 'reading'

  constructor(check: (user: string, password: string) => boolean) {
    this.#check = check
  }

  handle(event: TransportEvent): void {
    if (event.kind !== 'received' || this.#state === 'answered') return
    const headers = this.#reader.feed(event.bytes)
    if (headers === undefined) return
    this.#state = 'answered'
    if (headers !== 'too-long') {
      this.#commands.push({ kind: 'send', bytes: ANSWERS[this.#verdict(headers)] })
    }
    this.#commands.push({ kind: 'close' })
  }

  poll(): TransportCommand | undefined {
    return this.#commands.shift()
  }

  deadline(): undefined {
    return undefined
  }

  wake(): void {}

  #verdict(headers: ReadonlyMap<string, string>): keyof typeof ANSWERS {
    const [user, password] = ['auth-user', 'auth-pass'].map((name) => unescaped(headers.get(name)))
    return user && password && this.#check(user, password) ? 'right' : 'wrong'
  }
}

const unescaped = (text = ''): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
