/** PLAIN (RFC 4616): `authzid NUL authcid NUL password`, once, over TLS only. */
import type { Failure } from '../transport.ts'
import {
  type ClientMechanism,
  type ClientStart,
  type ClientStep,
  type MechanismOf,
  noMoreToSay,
  type ServerMechanism,
  type ServerStart,
  type ServerStep,
} from './mechanism.ts'
import { readPlain, writePlain } from './plain-message.ts'

class PlainClient implements ClientMechanism {
  readonly name = 'PLAIN'
  readonly awaits = 'success'
  readonly #start: ClientStart<'password'>

  constructor(start: ClientStart<'password'>) {
    this.#start = start
  }

  initial(): Uint8Array {
    const { authorization, username, secret } = this.#start
    return writePlain({ authorization, username, secret: secret.password })
  }

  respond(): ClientStep {
    return noMoreToSay(this.name)
  }

  /** PLAIN proves nothing about the server; TLS has to. */
  finish(): Failure | undefined {
    return undefined
  }
}

class PlainServer implements ServerMechanism {
  readonly name = 'PLAIN'
  readonly #start: ServerStart<'password'>

  constructor(start: ServerStart<'password'>) {
    this.#start = start
  }

  respond(message: Uint8Array): ServerStep {
    const read = readPlain(message)
    if (typeof read === 'string') return { kind: 'failure', condition: read }
    const { authorization, username, secret } = read
    if (!this.#start.records.matches(username, secret)) {
      return { kind: 'failure', condition: 'not-authorized' }
    }
    return { kind: 'success', username, authorization, additional: undefined }
  }
}

export const PLAIN: MechanismOf<'password'> = {
  name: 'PLAIN',
  specification: 'RFC 4616',
  proves: 'password',
  rank: 0,
  binds: 'nothing',
  authenticates: 'client',
  discloses: 'secret',
  work: 'hashing', // the server runs PBKDF2, which with SCRAM is the client's to do
  freshOctets: 0,
  keeps: undefined,
  client: (start) => new PlainClient(start),
  server: (start) => new PlainServer(start),
}
