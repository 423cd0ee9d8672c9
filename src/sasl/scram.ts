/**
 * SCRAM-SHA-1 (RFC 5802) and SCRAM-SHA-256 (RFC 7677) with and without channel binding, both
 * ends. The client checks the nonce, the iteration count, optionally what was announced
 * (XEP-0474), and the server's signature; the server checks everything that the client repeats.
 */
import type { Failure } from '../transport.ts'
import type { BindingType, ClientBinding } from './channel-binding.ts'
import { type Announced, announcementHash } from './downgrade.ts'
import { sameOctets } from './hashed-token.ts'
import {
  type ClientMechanism,
  type ClientStep,
  fromUtf8,
  type ServerMechanism,
  type ServerStep,
  toBase64,
  utf8,
} from './mechanism.ts'
import {
  digest,
  exclusiveOr,
  hashOctets,
  hmac,
  type SaltedKeys,
  type ScramCredentials,
  type ScramHash,
} from './scram-keys.ts'
import {
  type ClientFirst,
  escapeName,
  gs2Header,
  readClientFinal,
  readClientFirst,
  readServerFinal,
  readServerFirst,
} from './scram-messages.ts'

export { SaltedKeys, type ScramCredentials, type ScramHash, type ScramKeys } from './scram-keys.ts'

/** RFC 5802 §5.1: at least 4096. */
export const MINIMUM_ITERATIONS = 4096
/** Beyond this a client is being kept busy, not protected: about 3 s of PBKDF2. */
export const MAXIMUM_ITERATIONS = 10_000_000

export interface ScramClientOptions {
  readonly hash: ScramHash
  readonly username: string
  readonly password: string
  /** Empty or absent: act as oneself. */
  readonly authorization?: string
  /** Printable ASCII without commas, e.g. base64 of 18 octets. */
  readonly nonce: string
  readonly binding: ClientBinding
  readonly keys: SaltedKeys
  /** What the features announced; checked against `h` (XEP-0474) where the server sends it. */
  readonly announced?: Announced
}

export const scramName = (hash: ScramHash, plus: boolean): string =>
  plus ? `SCRAM-${hash}-PLUS` : `SCRAM-${hash}`

export class ScramClient implements ClientMechanism {
  readonly name: string
  readonly #options: ScramClientOptions
  readonly #header: string
  readonly #bare: string
  #announced: Announced | undefined
  #signature: Uint8Array | undefined

  constructor(options: ScramClientOptions) {
    this.name = scramName(options.hash, options.binding.kind === 'bound')
    this.#options = options
    this.#announced = options.announced
    this.#header = gs2Header(options.binding, options.authorization ?? '')
    this.#bare = `n=${escapeName(options.username)},r=${options.nonce}`
  }

  initial(): Uint8Array {
    return utf8(this.#header + this.#bare)
  }

  /** For a client that spoke before it had seen the features (pipelining). */
  heardAnnouncement(announced: Announced): void {
    this.#announced = announced
  }

  respond(challenge: Uint8Array): ClientStep {
    const { hash, password, nonce, binding, keys } = this.#options
    const text = fromUtf8(challenge) ?? ''
    const first = readServerFirst(text)
    if (typeof first === 'string') {
      return failed(
        'protocol-violation',
        `expected a challenge of ${this.name}, found ${first} one`,
      )
    }
    if (this.#signature !== undefined) {
      return failed('protocol-violation', `expected the outcome of ${this.name}, found a challenge`)
    }
    // The server has to add something of its own to the client's nonce (§5.1, attribute r).
    if (!first.nonce.startsWith(nonce) || first.nonce.length === nonce.length) {
      return failed('server-not-authentic', 'expected a nonce that continues the one sent')
    }
    if (first.iterations < MINIMUM_ITERATIONS || first.iterations > MAXIMUM_ITERATIONS) {
      return failed(
        'server-not-authentic',
        `expected ${MINIMUM_ITERATIONS} to ${MAXIMUM_ITERATIONS} iterations, found ${first.iterations}`,
      )
    }
    if (first.announcement !== undefined && this.#announced !== undefined) {
      if (first.announcement !== announcementHash(hash, this.#announced)) {
        return failed('server-not-authentic', 'expected the hash of the mechanisms announced')
      }
    }
    const salted = keys.keys(hash, password, first.salt, first.iterations)
    const header = utf8(this.#header)
    const bound = binding.kind === 'bound' ? Buffer.concat([header, binding.data]) : header
    const withoutProof = `c=${toBase64(bound)},r=${first.nonce}`
    const signed = `${this.#bare},${text},${withoutProof}`
    this.#signature = hmac(hash, salted.serverKey, signed)
    const proof = exclusiveOr(salted.clientKey, hmac(hash, salted.storedKey, signed))
    return { kind: 'message', message: utf8(`${withoutProof},p=${toBase64(proof)}`) }
  }

  finish(additional: Uint8Array | undefined): Failure | undefined {
    const expected = this.#signature
    if (expected === undefined || additional === undefined) {
      return notAuthentic(`expected the signature of the server in ${this.name}, found none`)
    }
    const final = readServerFinal(fromUtf8(additional) ?? '')
    if (final?.kind === 'error') {
      return {
        code: 'authentication-failed',
        detail: `${this.name} refused: ${printable(final.error)}`,
      }
    }
    if (final === undefined || !sameOctets(final.signature, expected)) {
      return notAuthentic(`expected a signature of ${this.name} made with the password`)
    }
    return undefined
  }
}

export interface ScramServerOptions {
  readonly hash: ScramHash
  readonly plus: boolean
  /** Whether the `-PLUS` variant was announced: a client that says `y` was then deceived. */
  readonly plusAnnounced: boolean
  /** Binding data per type that the server supports on this connection. */
  readonly binding: (type: BindingType) => Uint8Array | undefined
  /** Also for unknown users, with a salt of their own, so that nobody learns who exists. */
  readonly credentials: (username: string) => ScramCredentials
  /** The server's part of the nonce. */
  readonly nonce: string
  /** Value of `h` (XEP-0474), or undefined for a server that sends none. */
  readonly announcement: string | undefined
}

export class ScramServer implements ServerMechanism {
  readonly name: string
  readonly #options: ScramServerOptions
  #first: ClientFirst | undefined
  #credentials: ScramCredentials | undefined
  #challenge = ''

  constructor(options: ScramServerOptions) {
    this.name = scramName(options.hash, options.plus)
    this.#options = options
  }

  respond(message: Uint8Array): ServerStep {
    const text = fromUtf8(message)
    if (text === undefined) return { kind: 'failure', condition: 'incorrect-encoding' }
    return this.#first === undefined ? this.#begin(text) : this.#conclude(text, this.#first)
  }

  #begin(text: string): ServerStep {
    const { plus, plusAnnounced, nonce, announcement } = this.#options
    const first = readClientFirst(text)
    if (typeof first === 'string') return { kind: 'failure', condition: 'malformed-request' }
    // RFC 5802 §6: `p` goes with -PLUS and only with it; `y` means the announcement was altered.
    const bound = first.flag.kind === 'p'
    if (bound !== plus) return { kind: 'failure', condition: 'malformed-request' }
    if (first.flag.kind === 'y' && plusAnnounced) {
      return { kind: 'failure', condition: 'not-authorized' }
    }
    const credentials = this.#options.credentials(first.username)
    this.#first = first
    this.#credentials = credentials
    const salt = toBase64(credentials.salt)
    const extension = announcement === undefined ? '' : `,h=${announcement}`
    this.#challenge = `r=${first.nonce}${nonce},s=${salt},i=${credentials.iterations}${extension}`
    return { kind: 'challenge', message: utf8(this.#challenge) }
  }

  #conclude(text: string, first: ClientFirst): ServerStep {
    const { hash, nonce, binding } = this.#options
    const final = readClientFinal(text)
    const credentials = this.#credentials
    if (typeof final === 'string' || credentials === undefined) {
      return { kind: 'failure', condition: 'malformed-request' }
    }
    const header = utf8(first.header)
    const data = first.flag.kind === 'p' ? binding(first.flag.type) : undefined
    if (first.flag.kind === 'p' && data === undefined) {
      return { kind: 'failure', condition: 'malformed-request' }
    }
    const bound = data === undefined ? header : Buffer.concat([header, data])
    if (!sameOctets(final.binding, bound) || final.nonce !== first.nonce + nonce) {
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
}

const notAuthentic = (detail: string): Failure => ({ code: 'server-not-authentic', detail })

const failed = (code: Failure['code'], detail: string): ClientStep => ({
  kind: 'failed',
  failure: { code, detail },
})

/** What a peer says is shown, but not obeyed: no control characters, not for ever. */
const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 80)
