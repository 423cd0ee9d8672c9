/** The server's end of SCRAM (RFC 5802 §3): checks everything that the client repeats. */

import { type BindingType, bindingData } from '../channel-binding.ts'
import type { ServerMechanism, ServerStart, ServerStep } from '../mechanism.ts'
import { fromUtf8, sameOctets, toBase64, utf8 } from '../octets.ts'
import type { PasswordScheme } from '../records.ts'
import {
  digest,
  exclusiveOr,
  hashOctets,
  hmac,
  type ScramCredentials,
  type ScramHash,
} from './keys.ts'
import { type ClientFirst, readClientFinal, readClientFirst } from './messages.ts'

export interface ScramVariant {
  readonly name: string
  readonly hash: ScramHash
  readonly binds: 'nothing' | 'negotiated'
  /** The name of the variant that binds. */
  readonly plus: string
  readonly scheme: PasswordScheme<ScramCredentials>
}

export class ScramServer implements ServerMechanism {
  readonly name: string
  readonly #variant: ScramVariant
  readonly #start: ServerStart<'password'>
  readonly #nonce: string
  #first: ClientFirst | undefined
  #credentials: ScramCredentials | undefined
  #challenge = ''

  constructor(variant: ScramVariant, start: ServerStart<'password'>) {
    this.name = variant.name
    this.#variant = variant
    this.#start = start
    this.#nonce = start.nonce()
  }

  respond(message: Uint8Array): ServerStep {
    const text = fromUtf8(message)
    if (text === undefined) return { kind: 'failure', condition: 'incorrect-encoding' }
    return this.#first === undefined ? this.#begin(text) : this.#conclude(text, this.#first)
  }

  #begin(text: string): ServerStep {
    const { hash, binds, plus, scheme } = this.#variant
    const { announced, records, announcementHash } = this.#start
    const first = readClientFirst(text)
    if (typeof first === 'string') return { kind: 'failure', condition: 'malformed-request' }
    // RFC 5802 §6: `p` goes with -PLUS and only with it; `y` means the announcement was altered.
    if ((first.flag.kind === 'p') !== (binds === 'negotiated')) {
      return { kind: 'failure', condition: 'malformed-request' }
    }
    if (first.flag.kind === 'y' && announced.mechanisms.includes(plus)) {
      return { kind: 'failure', condition: 'not-authorized' }
    }
    const credentials = records.kept(scheme, first.username)
    this.#first = first
    this.#credentials = credentials
    const salt = toBase64(credentials.salt)
    const announcement = announcementHash(hash)
    const extension = announcement === undefined ? '' : `,h=${announcement}`
    this.#challenge = `r=${first.nonce}${this.#nonce},s=${salt},i=${credentials.iterations}${extension}`
    return { kind: 'challenge', message: utf8(this.#challenge) }
  }

  #conclude(text: string, first: ClientFirst): ServerStep {
    const { hash } = this.#variant
    const final = readClientFinal(text)
    const credentials = this.#credentials
    if (typeof final === 'string' || credentials === undefined) {
      return { kind: 'failure', condition: 'malformed-request' }
    }
    const header = utf8(first.header)
    const data = first.flag.kind === 'p' ? this.#channel(first.flag.type) : undefined
    if (first.flag.kind === 'p' && data === undefined) {
      return { kind: 'failure', condition: 'malformed-request' }
    }
    const bound = data === undefined ? header : Buffer.concat([header, data])
    if (!sameOctets(final.binding, bound) || final.nonce !== first.nonce + this.#nonce) {
      return { kind: 'failure', condition: 'not-authorized' }
    }
    if (final.proof.length !== hashOctets(hash)) {
      return { kind: 'failure', condition: 'malformed-request' }
    }
    const signed = `${first.bare},${this.#challenge},${final.withoutProof}`
    const clientKey = exclusiveOr(final.proof, hmac(hash, credentials.storedKey, signed))
    if (!sameOctets(digest(hash, clientKey), credentials.storedKey)) {
      return { kind: 'failure', condition: 'not-authorized' }
    }
    const signature = toBase64(hmac(hash, credentials.serverKey, signed))
    return {
      kind: 'success',
      username: first.username,
      authorization: first.authorization,
      additional: utf8(`v=${signature}`),
    }
  }

  #channel(type: BindingType): Uint8Array | undefined {
    const { bindingTypes, tls } = this.#start
    return bindingTypes.includes(type) ? bindingData(type, tls) : undefined
  }
}
