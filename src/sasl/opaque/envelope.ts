/**
 * What registration makes of a password (RFC 9807 §4, §5): the record that the server keeps, with
 * an envelope in it that only the password opens.
 *
 * The draft of the mechanism names both ends by what was said in the exchange, which cannot have
 * been known at registration: in the envelope they are named by their keys, as is the default.
 */
import { createHash } from 'node:crypto'
import { sameOctets } from '../octets.ts'
import { code, expand, extract, HASH_OCTETS, joined, measured } from './derivation.ts'
import { blinded, exchangeKeyPair, type KeyPair, keyPair, multiplied, unblinded } from './group.ts'
import { type Stretching, stretched } from './stretching.ts'

export const NONCE_OCTETS = 32
export const ENVELOPE_OCTETS = NONCE_OCTETS + HASH_OCTETS

export interface Identities {
  readonly client: Uint8Array | undefined
  readonly server: Uint8Array | undefined
}
export const BY_KEY: Identities = { client: undefined, server: undefined }

/** What a server keeps. */
export interface Registration {
  readonly clientPublicKey: Uint8Array
  readonly maskingKey: Uint8Array
  readonly envelope: Uint8Array
  /** Of the oblivious function, for this user. */
  readonly oprfKey: bigint
  readonly server: KeyPair
  readonly stretching: Stretching
}

/** The same, when it is asked for. */
export type Registered = () => Registration

/** What an envelope holds. */
export interface Opened {
  readonly client: KeyPair
  readonly maskingKey: Uint8Array
  readonly authTag: Uint8Array
}

/** RFC 9807 §6.3.2.2: of the user with this name, from the server's seed. */
export const oprfKey = (seed: Uint8Array, name: Uint8Array): bigint =>
  keyPair(expand(seed, joined(name, 'OprfKey'), 32), 'OPAQUE-DeriveKeyPair').secret

/** The password, hardened by the server's key and by effort; undefined when the answer is none. */
export const randomized = (
  password: Uint8Array,
  blind: bigint,
  evaluated: Uint8Array,
  stretching: Stretching,
): Uint8Array | undefined => {
  const output = unblinded(password, blind, evaluated)
  return output && extract(joined(output, stretched(output, stretching)))
}

/** §4.1.2, §4.1.3: what the password and the nonce in the envelope come to. */
export const opened = (
  password: Uint8Array,
  nonce: Uint8Array,
  serverPublicKey: Uint8Array,
  identities: Identities,
): Opened => {
  const authKey = expand(password, joined(nonce, 'AuthKey'), HASH_OCTETS)
  const client = exchangeKeyPair(expand(password, joined(nonce, 'PrivateKey'), 32))
  const names = joined(
    measured(identities.server ?? serverPublicKey),
    measured(identities.client ?? client.shared),
  )
  return {
    client,
    maskingKey: expand(password, joined('MaskingKey'), HASH_OCTETS),
    authTag: code(authKey, joined(nonce, serverPublicKey, names)),
  }
}

/** Undefined when the password is another, or the envelope was altered. */
export const openedEnvelope = (
  password: Uint8Array,
  envelope: Uint8Array,
  serverPublicKey: Uint8Array,
  identities: Identities,
): Opened | undefined => {
  const nonce = envelope.subarray(0, NONCE_OCTETS)
  const found = opened(password, nonce, serverPublicKey, identities)
  return sameOctets(found.authTag, envelope.subarray(NONCE_OCTETS)) ? found : undefined
}

export interface RegistrationChance {
  readonly oprfKey: bigint
  readonly server: KeyPair
  readonly envelopeNonce: Uint8Array
}

/** §5.2, both ends at once: the outcome does not depend on how the password was blinded. */
export const registered = (
  password: Uint8Array,
  { oprfKey, server, envelopeNonce }: RegistrationChance,
  stretching: Stretching,
  identities: Identities = BY_KEY,
): Registration => {
  const blind = 1n
  const evaluated = multiplied(blinded(password, blind), oprfKey)
  const hardened = evaluated && randomized(password, blind, evaluated, stretching)
  if (hardened === undefined) throw new Error('Expected a password that hashes into the group')
  const { client, maskingKey, authTag } = opened(hardened, envelopeNonce, server.shared, identities)
  const envelope = joined(envelopeNonce, authTag)
  return { clientPublicKey: client.shared, maskingKey, envelope, oprfKey, server, stretching }
}

/** §6.3.2.2: of a user whom nobody knows; the same each time, and nothing opens it. */
export const unregistered = (seed: string, stretching: Stretching): Registration => {
  const made = (what: string): Uint8Array => createHash('sha512').update(`${what} ${seed}`).digest()
  return {
    clientPublicKey: exchangeKeyPair(made('client').subarray(0, 32)).shared,
    maskingKey: made('masking'),
    envelope: new Uint8Array(ENVELOPE_OCTETS),
    oprfKey: oprfKey(made('seed'), Buffer.from(seed)),
    server: exchangeKeyPair(made('server').subarray(0, 32)),
    stretching,
  }
}
