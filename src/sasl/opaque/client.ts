/** The client's end of OPAQUE over SASL: it proves itself once the server has. */
import type { Failure } from '../../transport.ts'
import { escapeName, gs2Header } from '../gs2.ts'
import {
  type ClientMechanism,
  type ClientStart,
  type ClientStep,
  noMoreToSay,
} from '../mechanism.ts'
import { fromBase64, fromUtf8, sameOctets, toBase64, utf8 } from '../octets.ts'
import { NONCE_OCTETS } from './envelope.ts'
import { CONTEXT, namedIn, type Variant } from './exchange-names.ts'
import { scalar } from './group.ts'
import { begin, type ClientOpening, conclude, KE2_OCTETS } from './key-exchange.ts'
import { readParameters } from './stretching.ts'

/** Of fresh octets: a number, whose bias 64 hide, a nonce, a seed. */
export const FRESH_OCTETS = 64 + NONCE_OCTETS + 32

export class OpaqueClient implements ClientMechanism {
  readonly name: string
  readonly #start: ClientStart<'password'>
  readonly #opening: ClientOpening
  readonly #first: string
  #proven = false

  constructor({ name }: Variant, start: ClientStart<'password'>) {
    const { username, authorization, binding, secret, fresh } = start
    this.name = name
    this.#start = start
    this.#opening = begin(utf8(secret.password.normalize('NFKC')), {
      blind: scalar(fresh.subarray(0, 64)),
      nonce: fresh.subarray(64, 64 + NONCE_OCTETS),
      keyshareSeed: fresh.subarray(64 + NONCE_OCTETS),
    })
    const ke1 = toBase64(this.#opening.ke1)
    this.#first = `${gs2Header(binding, authorization)}n=${escapeName(username)},r=${ke1}`
  }

  initial(): Uint8Array {
    return utf8(this.#first)
  }

  respond(challenge: Uint8Array): ClientStep {
    if (this.#proven) return noMoreToSay(this.name)
    const text = fromUtf8(challenge) ?? ''
    const [, bare = '', bound = '', parameters = '', answer = ''] = MESSAGE.exec(text) ?? []
    const ke2 = fromBase64(answer)
    const stretching = readParameters(fromUtf8(fromBase64(parameters) ?? utf8('')) ?? '')
    if (ke2?.length !== KE2_OCTETS || stretching === undefined) {
      const detail = `expected a challenge of ${this.name} with an effort that is bearable, found another one`
      return { kind: 'failed', failure: { code: 'protocol-violation', detail } }
    }
    // The server says what it is bound to, and the client looks whether it is the same (§6).
    if (!sameOctets(utf8(bound), utf8(toBase64(this.#bound)))) {
      return this.#notAuthentic('bound to the same channel')
    }
    const named = namedIn(this.#first, bare, CONTEXT)
    const concluded = conclude(this.#opening, ke2, stretching, named)
    if (concluded === undefined) return this.#notAuthentic('made with the password')
    this.#proven = true
    return { kind: 'message', message: utf8(`p=${toBase64(concluded.ke3)}`) }
  }

  get #bound(): Uint8Array {
    const { binding, authorization } = this.#start
    const header = utf8(gs2Header(binding, authorization))
    return binding.kind === 'bound' ? Buffer.concat([header, binding.data]) : header
  }

  #notAuthentic(how: string): ClientStep {
    const detail = `expected an answer of ${this.name} that is ${how}`
    return { kind: 'failed', failure: { code: 'server-not-authentic', detail } }
  }

  /** No data come with success: the server has proven itself by then. */
  finish(): Failure | undefined {
    if (this.#proven) return undefined
    const detail = `expected an answer of the server in ${this.name}, found none`
    return { code: 'server-not-authentic', detail }
  }
}

const MESSAGE =
  /^(c=([A-Za-z0-9+/=]+),i=([A-Za-z0-9+/=]+)),v=([A-Za-z0-9+/=]+)(?:,[A-Za-ln-z]=[^,]*)*$/
