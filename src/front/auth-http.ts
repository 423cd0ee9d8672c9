/**
 * What nginx's mail proxy and a login service say to each other (ngx_mail_auth_http_module): one
 * request of HTTP/1.0 on a connection of its own, and fields for an answer. As nginx 1.22 was seen to
 * ask, of which `test/servers/nginx.test.ts` makes sure.
 *
 * Left out: what nginx sends of the client's certificate, and `Auth-Wait`, by which a service puts
 * the next try off: without it a login that is refused ends the connection.
 */
import type { Engine } from '../engine.ts'
import { type Field, type Head, HeadReader, writeHead } from '../http/head.ts'
import type { TlsFacts, TransportCommand, TransportEvent } from '../transport.ts'
import { encodeText } from '../xml/xml.ts'
import type { Login } from './login.ts'

type TlsVersion = TlsFacts['version']

const head = (start: string, fields: readonly Field[]): Uint8Array =>
  encodeText(writeHead(start, fields))

/** The suites that a P-256 certificate leads to. */
const SUITES = {
  '1.2': 'ECDHE-ECDSA-AES128-GCM-SHA256',
  '1.3': 'TLS_AES_256_GCM_SHA384',
} as const satisfies Readonly<Record<TlsVersion, string>>

/** `version`: of the client's TLS, if there is any. */
export const request = ({ user, password }: Login, version: TlsVersion | undefined): Uint8Array =>
  head('GET /auth HTTP/1.0', [
    ['Host', 'auth.internal'],
    ['Auth-Method', 'plain'],
    ['Auth-User', escaped(user)],
    ['Auth-Pass', escaped(password)],
    ['Auth-Protocol', 'xmpp'],
    ['Auth-Login-Attempt', '1'],
    ['Client-IP', '192.0.2.42'],
    ...(version === undefined ? [] : secured(version)),
  ])

const secured = (version: TlsVersion): readonly Field[] => [
  ['Auth-SSL', 'on'],
  ['Auth-SSL-Protocol', `TLSv${version}`],
  ['Auth-SSL-Cipher', SUITES[version]],
]

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

/** What cannot stand in a field; of the rest, nginx escapes a space and what escapes begin with. */
const escaped = (text: string): string =>
  text.replace(
    /[\0-\x20%\x7f]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )

/** Of a field, whose octets are read one by one. */
const unescaped = (text = ''): string | undefined => {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return undefined
  const octets = text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(octets, 'latin1'))
  } catch {
    return undefined
  }
}
