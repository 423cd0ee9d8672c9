/** PLAIN (RFC 4616): `authzid NUL authcid NUL password`, once, over TLS only. */
import type { Failure } from '../transport.ts'
import {
  type ClientMechanism,
  type ClientStep,
  fromUtf8,
  type ServerMechanism,
  type ServerStep,
  utf8,
} from './mechanism.ts'

export interface PlainCredentials {
  readonly username: string
  readonly password: string
  /** Empty: act as oneself. */
  readonly authorization?: string
}

export class PlainClient implements ClientMechanism {
  readonly name = 'PLAIN'
  readonly #credentials: PlainCredentials

  constructor(credentials: PlainCredentials) {
    this.#credentials = credentials
  }

  initial(): Uint8Array {
    const { username, password, authorization = '' } = this.#credentials
    return utf8(`${authorization}\0${username}\0${password}`)
  }

  respond(): ClientStep {
    const detail = 'expected the outcome of PLAIN, found a challenge'
    return { kind: 'failed', failure: { code: 'protocol-violation', detail } }
  }

  /** PLAIN proves nothing about the server; TLS has to. */
  finish(): Failure | undefined {
    return undefined
  }
}

export class PlainServer implements ServerMechanism {
  readonly name = 'PLAIN'
  readonly #check: (username: string, password: string) => boolean

  constructor(check: (username: string, password: string) => boolean) {
    this.#check = check
  }

  respond(message: Uint8Array): ServerStep {
    const text = fromUtf8(message)
    if (text === undefined) return { kind: 'failure', condition: 'incorrect-encoding' }
    const parts = text.split('\0')
    const [authorization, username, password] = parts
    if (parts.length !== 3 || authorization === undefined || !username || !password) {
      return { kind: 'failure', condition: 'malformed-request' }
    }
    if (!this.#check(username, password)) return { kind: 'failure', condition: 'not-authorized' }
    return { kind: 'success', username, authorization, additional: undefined }
  }
}
