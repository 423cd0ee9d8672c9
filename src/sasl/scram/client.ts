/**
 * The client's end of SCRAM (RFC 5802 §3): checks the nonce, the iteration count, what was
 * announced where the server signs it (XEP-0474), and the server's signature.
 */
import { briefly } from '../../foreign-text.ts'
import type { Failure } from '../../transport.ts'
import { announcementHash } from '../downgrade.ts'
import { escapeName, gs2Header } from '../gs2.ts'
import {
  type ClientMechanism,
  type ClientStart,
  type ClientStep,
  noMoreToSay,
} from '../mechanism.ts'
import { fromUtf8, NOTHING, sameOctets, toBase64, utf8 } from '../octets.ts'
import { exclusiveOr, hmac, ITERATIONS_AT_MOST, type ScramHash } from './keys.ts'
import { readServerFinal, readServerFirst } from './messages.ts'

/** RFC 5802 §5.1: at least 4096. */
const MINIMUM_ITERATIONS = 4096

export class ScramClient implements ClientMechanism {
  readonly name: string
  readonly #hash: ScramHash
  readonly #start: ClientStart<'password'>
  readonly #nonce: string
  readonly #header: string
  readonly #bare: string
  /** That the server is to send, once the challenge has been answered. */
  #signature: Uint8Array | undefined
  /** It came as a challenge, where other protocols would have it (RFC 5802 §5). */
  #proven = false

  constructor(name: string, hash: ScramHash, start: ClientStart<'password'>) {
    this.name = name
    this.#hash = hash
    this.#start = start
    this.#nonce = toBase64(start.fresh)
    this.#header = gs2Header(start.binding, start.authorization)
    this.#bare = `n=${escapeName(start.username)},r=${this.#nonce}`
  }

  initial(): Uint8Array {
    return utf8(this.#header + this.#bare)
  }

  respond(challenge: Uint8Array): ClientStep {
    if (this.#signature === undefined) return this.#answer(fromUtf8(challenge) ?? '')
    if (this.#proven || !(fromUtf8(challenge) ?? '').startsWith('v=')) return noMoreToSay(this.name)
    const failure = this.finish(challenge)
    if (failure !== undefined) return { kind: 'failed', failure }
    this.#proven = true
    return { kind: 'message', message: NOTHING }
  }

  #answer(text: string): ClientStep {
    const { binding, secret, announced } = this.#start
    const first = readServerFirst(text)
    if (typeof first === 'string') {
      return failed(
        'protocol-violation',
        `expected a challenge of ${this.name}, found ${first} one`,
      )
    }
    // The server has to add something of its own to the client's nonce (§5.1, attribute r).
    if (!first.nonce.startsWith(this.#nonce) || first.nonce.length === this.#nonce.length) {
      return failed('server-not-authentic', 'expected a nonce that continues the one sent')
    }
    const { password, keys, iterationsAtMost = ITERATIONS_AT_MOST } = secret
    // Few do not protect the password, and many keep a client busy that could do nothing else.
    if (first.iterations < MINIMUM_ITERATIONS || first.iterations > iterationsAtMost) {
      return failed(
        'server-not-authentic',
        `expected ${MINIMUM_ITERATIONS} to ${iterationsAtMost} iterations, found ${first.iterations}`,
      )
    }
    const known = first.announcement === undefined ? undefined : announced()
    if (known !== undefined && first.announcement !== announcementHash(this.#hash, known)) {
      return failed('server-not-authentic', 'expected the hash of the mechanisms announced')
    }
    const salted = keys.keys(this.#hash, password, first.salt, first.iterations)
    const header = utf8(this.#header)
    const bound = binding.kind === 'bound' ? Buffer.concat([header, binding.data]) : header
    const withoutProof = `c=${toBase64(bound)},r=${first.nonce}`
    const signed = `${this.#bare},${text},${withoutProof}`
    this.#signature = hmac(this.#hash, salted.serverKey, signed)
    const proof = exclusiveOr(salted.clientKey, hmac(this.#hash, salted.storedKey, signed))
    return { kind: 'message', message: utf8(`${withoutProof},p=${toBase64(proof)}`) }
  }

  finish(additional: Uint8Array | undefined): Failure | undefined {
    if (this.#proven) return undefined
    const expected = this.#signature
    if (expected === undefined || additional === undefined) {
      return notAuthentic(`expected the signature of the server in ${this.name}, found none`)
    }
    const final = readServerFinal(fromUtf8(additional) ?? '')
    if (final?.kind === 'error') {
      return {
        code: 'authentication-failed',
        detail: `${this.name} refused: ${briefly(final.error, 80)}`,
      }
    }
    if (final === undefined || !sameOctets(final.signature, expected)) {
      return notAuthentic(`expected a signature of ${this.name} made with the password`)
    }
    return undefined
  }
}

const notAuthentic = (detail: string): Failure => ({ code: 'server-not-authentic', detail })

const failed = (code: Failure['code'], detail: string): ClientStep => ({
  kind: 'failed',
  failure: { code, detail },
})
