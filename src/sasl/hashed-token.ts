/**
 * HT-* (draft-schmaus-kitten-sasl-ht-09), the mechanisms of FAST: one message each way, both
 * proving possession of a token, optionally bound to the TLS channel.
 *
 * Two wire forms, which have the same names and are told apart by their lengths: that of draft -09,
 * which XEP-0484 cites and which servers and clients speak today, and that of
 * draft-ietf-kitten-sasl-ht-02, with pairs of key and value, of which none is defined. The answer is
 * in the form of the question. Left out: draft-ietf-…-00, which was neither. The failure of -02 has
 * no place in SASL (RFC 4422 §3.6 sends no data with one); it is understood, and never sent.
 */
import { briefly } from '../foreign-text.ts'
import type { Failure } from '../transport.ts'
import { authenticationCode, type Digest } from './authentication-code.ts'
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
import type { TokenForm } from './records.ts'

type TokenMechanism = MechanismOf<'token'>
type Binds = TokenMechanism['binds']

/** By the names of the IANA registry of Named Information hashes, in capitals. */
const HASHES = {
  'SHA-256': { digest: 'sha256', octets: 32 },
  'SHA-512': { digest: 'sha512', octets: 64 },
  'SHA3-512': { digest: 'sha3-512', octets: 64 },
} as const satisfies Readonly<Record<string, { readonly digest: Digest; readonly octets: number }>>
type TokenHash = keyof typeof HASHES

interface Variant {
  readonly name: string
  readonly hash: TokenHash
  readonly binds: Binds
}

/** The draft asks servers to take an authcid of up to 255 octets. */
const USERNAME_OCTETS_MAX = 255
/** What may stand between the NULs of -02; none of it means anything here. */
const PAIRS_OCTETS_MAX = 255
const PAIRS = /^(?:[A-Za-z0-9/+_-]+=[A-Za-z0-9/+_-]*(?:,[A-Za-z0-9/+_-]+=[A-Za-z0-9/+_-]*)*)?$/
const NUL = new Uint8Array(1)
const OUTCOME = { success: 0, failure: 1 } as const

class HashedTokenClient implements ClientMechanism {
  readonly name: string
  readonly awaits = 'success'
  readonly #hash: TokenHash
  readonly #username: string
  readonly #token: string
  readonly #form: TokenForm
  readonly #channel: Uint8Array

  constructor({ name, hash }: Variant, { username, secret, binding }: ClientStart<'token'>) {
    this.name = name
    this.#hash = hash
    this.#username = username
    this.#token = secret.token
    this.#form = secret.form ?? 'draft-09'
    this.#channel = binding.kind === 'bound' ? binding.data : NOTHING
  }

  initial(): Uint8Array {
    const proof = this.#proof('Initiator', NOTHING)
    const pairs = this.#form === 'draft-02' ? [NUL] : []
    return Buffer.concat([utf8(this.#username), NUL, ...pairs, proof])
  }

  respond(): ClientStep {
    return noMoreToSay(this.name)
  }

  /** The responder message is mandatory: it is how the server proves itself. */
  finish(additional: Uint8Array | undefined): Failure | undefined {
    if (additional === undefined) {
      return notAuthentic(`expected the responder message of ${this.name}, found none`)
    }
    if (this.#form === 'draft-02') return this.#finishWithPairs(additional)
    if (!sameOctets(additional, this.#proof('Responder', NOTHING))) {
      return notAuthentic(`expected a responder message of ${this.name} made with the token`)
    }
    return undefined
  }

  #finishWithPairs(additional: Uint8Array): Failure | undefined {
    const said = additional.subarray(1)
    if (additional[0] === OUTCOME.failure) {
      const why = briefly(fromUtf8(said) ?? '', 80)
      return { code: 'authentication-failed', detail: `${this.name} refused: ${why}` }
    }
    const read = additional[0] === OUTCOME.success ? readPairs(said, this.#hash) : undefined
    if (read === undefined || !sameOctets(read.proof, this.#proof('Responder', read.pairs))) {
      return notAuthentic(`expected a responder message of ${this.name} made with the token`)
    }
    return undefined
  }

  #proof(by: 'Initiator' | 'Responder', pairs: Uint8Array): Uint8Array {
    return proof(this.#hash, this.#token, by, channelAnd(this.#channel, pairs))
  }
}

class HashedTokenServer implements ServerMechanism {
  readonly name: string
  readonly #variant: Variant
  readonly #start: ServerStart<'token'>

  constructor(variant: Variant, start: ServerStart<'token'>) {
    this.name = variant.name
    this.#variant = variant
    this.#start = start
  }

  respond(message: Uint8Array): ServerStep {
    const { hash, binds } = this.#variant
    const { records, tls } = this.#start
    const read = readInitiatorMessage(message, hash)
    if (read === undefined || !records.forms.includes(read.form)) {
      return { kind: 'failure', condition: 'malformed-request' }
    }
    const binding = bindingOf(binds, tls)
    // No exporter while the handshake is under way: RFC 9266 needs the main secret.
    if (binding === undefined) return { kind: 'failure', condition: 'not-authorized' }
    const channel = binding.kind === 'bound' ? binding.data : NOTHING
    const { username } = read
    const signed = channelAnd(channel, read.pairs)
    const verdict = records.use(username, (token) =>
      sameOctets(read.proof, proof(hash, token, 'Initiator', signed)),
    )
    if (verdict.kind === 'refused') return { kind: 'failure', condition: verdict.condition }
    const answer = proof(hash, verdict.token, 'Responder', channel)
    const additional =
      read.form === 'draft-02' ? Buffer.concat([Buffer.of(OUTCOME.success), NUL, answer]) : answer
    return { kind: 'success', username, authorization: '', additional }
  }
}

interface Proven {
  readonly pairs: Uint8Array
  readonly proof: Uint8Array
}

interface InitiatorMessage extends Proven {
  readonly username: string
  readonly form: TokenForm
}

/** Undefined when it is neither `authcid NUL proof` nor `authcid NUL pairs NUL proof`. */
const readInitiatorMessage = (
  message: Uint8Array,
  hash: TokenHash,
): InitiatorMessage | undefined => {
  const end = message.indexOf(0)
  if (end <= 0 || end > USERNAME_OCTETS_MAX) return undefined
  const username = fromUtf8(message.subarray(0, end))
  if (username === undefined) return undefined
  const rest = message.subarray(end + 1)
  if (rest.length === HASHES[hash].octets) {
    return { username, form: 'draft-09', pairs: NOTHING, proof: rest }
  }
  const read = readPairs(rest, hash)
  return read && { username, form: 'draft-02', ...read }
}

/** `pairs NUL proof` */
const readPairs = (octets: Uint8Array, hash: TokenHash): Proven | undefined => {
  const end = octets.length - HASHES[hash].octets - 1
  if (end < 0 || end > PAIRS_OCTETS_MAX || octets[end] !== 0) return undefined
  const pairs = octets.subarray(0, end)
  if (!PAIRS.test(fromUtf8(pairs) ?? '=')) return undefined
  return { pairs, proof: octets.subarray(end + 1) }
}

const channelAnd = (channel: Uint8Array, pairs: Uint8Array): Uint8Array =>
  pairs.length === 0 ? channel : Buffer.concat([channel, pairs])

const proof = (
  hash: TokenHash,
  token: string,
  by: 'Initiator' | 'Responder',
  signed: Uint8Array,
): Uint8Array => authenticationCode(HASHES[hash].digest, token, by, signed)

const notAuthentic = (detail: string): Failure => ({ code: 'server-not-authentic', detail })

/** XEP-0484 §6: with channel binding rather than without. */
const SUFFIXES = [
  ['EXPR', 'tls-exporter', 3],
  ['UNIQ', 'tls-unique', 2],
  ['ENDP', 'tls-server-end-point', 1],
  ['NONE', 'nothing', 0],
] as const

/** The variants with one hash. `rank`: of the one that does not bind; the others are above. */
const hashedTokens = (
  hash: TokenHash,
  rank: number,
  taken: TokenMechanism['taken'],
): readonly TokenMechanism[] =>
  SUFFIXES.map(([suffix, binds, above]) => {
    const name = `HT-${hash}-${suffix}`
    const variant = { name, hash, binds }
    return {
      name,
      specification: 'draft-schmaus-kitten-sasl-ht-09',
      proves: 'token',
      taken,
      rank: rank + above,
      binds,
      authenticates: 'both',
      discloses: 'nothing',
      work: 'token',
      freshOctets: 0,
      keeps: undefined,
      client: (start) => new HashedTokenClient(variant, start),
      server: (start) => new HashedTokenServer(variant, start),
    }
  })

export const HT_SHA_256: readonly TokenMechanism[] = hashedTokens('SHA-256', 20, undefined)
export const HT_SHA_512: readonly TokenMechanism[] = hashedTokens('SHA-512', 10, 'named')
export const HT_SHA3_512: readonly TokenMechanism[] = hashedTokens('SHA3-512', 0, 'named')
