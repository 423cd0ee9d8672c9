/**
 * What nginx's mail proxy and a login service say to each other (ngx_mail_auth_http_module): one
 * request of HTTP/1.0 on a connection of its own, and fields for an answer.
 *
 * Left out: what nginx sends of the client's certificate, and `Auth-Wait`, by which a service puts
 * the next try off: without it a login that is refused ends the connection.
 */
import type { Engine } from '../engine.ts'
import { type Field, type Head, HeadReader, writeHead } from '../http/head.ts'
import type { TransportCommand, TransportEvent } from '../transport.ts'
import { encodeText } from '../xml/xml.ts'
import type { Login } from './login.ts'

const head = (start: string, fields: readonly Field[]): Uint8Array =>
  encodeText(writeHead(start, fields))

export const request = ({ user, password }: Login): Uint8Array =>
  head('GET /auth HTTP/1.0', [
    ['Host', 'auth.internal'],
    ['Auth-Method', 'plain'],
    ['Auth-User', encodeURIComponent(user)],
    ['Auth-Pass', encodeURIComponent(password)],
    ['Auth-Protocol', 'xmpp'],
    ['Auth-Login-Attempt', '1'],
    ['Client-IP', '192.0.2.42'],
  ])

const ANSWERED = 'HTTP/1.0 200 OK'
const ANSWERS = {
  right: head(ANSWERED, [
    ['Auth-Status', 'OK'],
    ['Auth-Server', '192.0.2.80'],
    ['Auth-Port', '5222'],
  ]),
  wrong: head(ANSWERED, [['Auth-Status', 'Invalid login or password']]),
}

/** Whether the service lets a user in. */
export const isRight = ({ fields }: Head): boolean => fields.get('auth-status') === 'OK'

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
    const read = this.#reader.feed(event.bytes)
    if (read.kind === 'unfinished') return
    this.#state = 'answered'
    if (read.kind === 'head') {
      this.#commands.push({ kind: 'send', bytes: ANSWERS[this.#verdict(read.head)] })
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

  #verdict({ fields }: Head): keyof typeof ANSWERS {
    const [user, password] = ['auth-user', 'auth-pass'].map((name) => unescaped(fields.get(name)))
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
