/**
 * HT-SHA-256-* (draft-schmaus-kitten-sasl-ht-09), the mechanisms of FAST: one message each way,
 * both proving possession of a token, optionally bound to the TLS channel.
 *
 * The wire format is that of draft -09, which XEP-0484 cites and which is what servers and
 * clients speak today; the later drafts' key-value fields are incompatible and left out.
 */
import type { Failure } from '../transport.ts'
import { authenticationCode } from './authentication-code.ts'
import { bindingOf } from './channel-binding.ts'
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
import { fromUtf8, NOTHING, sameOctets, utf8 } from './octets.ts'

type TokenMechanism = MechanismOf<'token'>

const PROOF_OCTETS = 32
/** The draft asks servers to take an authcid of up to 255 octets. */
const USERNAME_OCTETS_MAX = 255
const NUL = new Uint8Array(1)

class HashedTokenClient implements ClientMechanism {
  readonly name: string
  readonly #username: string
  readonly #token: string
  readonly #channel: Uint8Array

  constructor(name: string, { username, secret, binding }: ClientStart<'token'>) {
    this.name = name
    this.#username = username
    this.#token = secret.token
    this.#channel = binding.kind === 'bound' ? binding.data : NOTHING
  }

  initial(): Uint8Array {
    const proof = initiatorProof(this.#token, this.#channel)
    return Buffer.concat([utf8(this.#username), NUL, proof])
  }

  respond(): ClientStep {
    return noMoreToSay(this.name)
  }

  /** The responder message is mandatory: it is how the server proves itself. */
  finish(additional: Uint8Array | undefined): Failure | undefined {
    if (additional === undefined) {
      return notAuthentic(`expected the responder message of ${this.name}, found none`)
    }
    if (!sameOctets(additional, responderProof(this.#token, this.#channel))) {
      return notAuthentic(`expected a responder message of ${this.name} made with the token`)
    }
    return undefined
  }
}

class HashedTokenServer implements ServerMechanism {
  readonly name: string
  readonly #start: ServerStart<'token'>
  readonly #binds: TokenMechanism['binds']

  constructor(name: string, binds: TokenMechanism['binds'], start: ServerStart<'token'>) {
    this.name = name
    this.#binds = binds
    this.#start = start
  }

  respond(message: Uint8Array): ServerStep {
    const read = readInitiatorMessage(message)
    if (read === undefined) return { kind: 'failure', condition: 'malformed-request' }
    const binding = bindingOf(this.#binds, this.#start.tls)
    // No exporter while the handshake is under way: RFC 9266 needs the main secret.
    if (binding === undefined) return { kind: 'failure', condition: 'not-authorized' }
    const channel = binding.kind === 'bound' ? binding.data : NOTHING
    const { username, proof } = read
    const verdict = this.#start.records.use(username, (token) =>
      sameOctets(proof, initiatorProof(token, channel)),
    )
    if (verdict.kind === 'refused') return { kind: 'failure', condition: verdict.condition }
    const additional = responderProof(verdict.token, channel)
    return { kind: 'success', username, authorization: '', additional }
  }
}

interface InitiatorMessage {
  readonly username: string
  readonly proof: Uint8Array
}

/** Undefined when it is not `authcid NUL 32 octets`. */
const readInitiatorMessage = (message: Uint8Array): InitiatorMessage | undefined => {
  const end = message.indexOf(0)
  if (end <= 0 || end > USERNAME_OCTETS_MAX || message.length - end - 1 !== PROOF_OCTETS) {
    return undefined
  }
  const username = fromUtf8(message.subarray(0, end))
  return username === undefined ? undefined : { username, proof: message.subarray(end + 1) }
}

const initiatorProof = (token: string, channel: Uint8Array): Uint8Array =>
  authenticationCode('sha256', token, 'Initiator', channel)

const responderProof = (token: string, channel: Uint8Array): Uint8Array =>
  authenticationCode('sha256', token, 'Responder', channel)

const notAuthentic = (detail: string): Failure => ({ code: 'server-not-authentic', detail })

const hashedToken = (
  name: string,
  binds: TokenMechanism['binds'],
  rank: number,
): TokenMechanism => ({
  name,
  specification: 'draft-schmaus-kitten-sasl-ht-09',
  proves: 'token',
  rank,
  binds,
  authenticates: 'both',
  discloses: 'nothing',
  work: 'token',
  freshOctets: 0,
  keeps: undefined,
  client: (start) => new HashedTokenClient(name, start),
  server: (start) => new HashedTokenServer(name, binds, start),
})

/** XEP-0484 §6: with channel binding rather than without. */
export const HT_SHA_256_EXPR = hashedToken('HT-SHA-256-EXPR', 'tls-exporter', 3)
export const HT_SHA_256_UNIQ = hashedToken('HT-SHA-256-UNIQ', 'tls-unique', 2)
export const HT_SHA_256_ENDP = hashedToken('HT-SHA-256-ENDP', 'tls-server-end-point', 1)
export const HT_SHA_256_NONE = hashedToken('HT-SHA-256-NONE', 'nothing', 0)
