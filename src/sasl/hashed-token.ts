/**
 * HT-SHA-256-* (draft-schmaus-kitten-sasl-ht-09), the mechanism of FAST: one message each way,
 * both proving possession of a token, optionally bound to the TLS channel.
 *
 * The wire format is that of draft -09, which XEP-0484 cites and which is what servers and
 * clients speak today; the later drafts' key-value fields are incompatible and left out, as is
 * `-UNIQ`, which TLS 1.3 does not define.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Failure, TlsFacts } from '../transport.ts'
import { type BindingType, bindingData } from './channel-binding.ts'
import { type ClientMechanism, type ClientStep, fromUtf8, utf8 } from './mechanism.ts'

export const HASHED_TOKEN_MECHANISMS = [
  'HT-SHA-256-EXPR',
  'HT-SHA-256-ENDP',
  'HT-SHA-256-NONE',
] as const
export type HashedTokenMechanism = (typeof HASHED_TOKEN_MECHANISMS)[number]

export const isHashedToken = (name: string): name is HashedTokenMechanism =>
  (HASHED_TOKEN_MECHANISMS as readonly string[]).includes(name)

const BINDINGS: Readonly<Record<HashedTokenMechanism, BindingType | 'none'>> = {
  'HT-SHA-256-EXPR': 'tls-exporter',
  'HT-SHA-256-ENDP': 'tls-server-end-point',
  'HT-SHA-256-NONE': 'none',
}

const EMPTY = new Uint8Array(0)
const PROOF_OCTETS = 32

/** What a mechanism binds on this channel: nothing for NONE, undefined when it cannot be had. */
export const tokenBinding = (
  mechanism: HashedTokenMechanism,
  tls: TlsFacts | undefined,
): Uint8Array | undefined => {
  const type = BINDINGS[mechanism]
  return type === 'none' ? EMPTY : bindingData(type, tls)
}

export class HashedTokenClient implements ClientMechanism {
  readonly name: HashedTokenMechanism
  readonly #username: string
  readonly #token: string
  readonly #binding: Uint8Array

  constructor(
    name: HashedTokenMechanism,
    /** In XMPP the localpart. */
    username: string,
    token: string,
    /** From {@link tokenBinding}. */
    binding: Uint8Array,
  ) {
    this.name = name
    this.#username = username
    this.#token = token
    this.#binding = binding
  }

  initial(): Uint8Array {
    const proof = initiatorProof(this.#token, this.#binding)
    return Buffer.concat([utf8(this.#username), NUL, proof])
  }

  respond(): ClientStep {
    const detail = `expected the outcome of ${this.name}, found a challenge`
    return { kind: 'failed', failure: { code: 'protocol-violation', detail } }
  }

  /** The responder message is mandatory: it is how the server proves itself. */
  finish(additional: Uint8Array | undefined): Failure | undefined {
    if (additional === undefined) {
      return notAuthentic(`expected the responder message of ${this.name}, found none`)
    }
    if (!sameOctets(additional, responderProof(this.#token, this.#binding))) {
      return notAuthentic(`expected a responder message of ${this.name} made with the token`)
    }
    return undefined
  }
}

export interface HashedTokenMessage {
  readonly username: string
  readonly proof: Uint8Array
}

/** The server's half of reading: undefined when it is not `authcid NUL 32 octets`. */
export const readInitiatorMessage = (message: Uint8Array): HashedTokenMessage | undefined => {
  const end = message.indexOf(0)
  // The draft asks servers to take an authcid of up to 255 octets.
  if (end <= 0 || end > 255 || message.length - end - 1 !== PROOF_OCTETS) return undefined
  const username = fromUtf8(message.subarray(0, end))
  return username === undefined ? undefined : { username, proof: message.subarray(end + 1) }
}

export const initiatorProof = (token: string, binding: Uint8Array): Uint8Array =>
  createHmac('sha256', token).update('Initiator').update(binding).digest()

export const responderProof = (token: string, binding: Uint8Array): Uint8Array =>
  createHmac('sha256', token).update('Responder').update(binding).digest()

/** In constant time, as XEP-0484 §8 wants it. */
export const sameOctets = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && timingSafeEqual(a, b)

const NUL = new Uint8Array(1)

const notAuthentic = (detail: string): Failure => ({ code: 'server-not-authentic', detail })
