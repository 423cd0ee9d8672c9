/** The three messages of OPAQUE-3DH (RFC 9807 §6), as octets, from what is handed in. */
import { sameOctets } from '../octets.ts'
import { exclusiveOr } from '../scram/keys.ts'
import { code, derived, expand, extract, joined, measured, sha512 } from './derivation.ts'
import {
  BY_KEY,
  ENVELOPE_OCTETS,
  type Identities,
  NONCE_OCTETS,
  openedEnvelope,
  type Registration,
  randomized,
} from './envelope.ts'
import { blinded, ELEMENT_OCTETS, exchangeKeyPair, type KeyPair, multiplied } from './group.ts'
import type { Stretching } from './stretching.ts'

const MAC_OCTETS = 64
export const KE1_OCTETS = ELEMENT_OCTETS + NONCE_OCTETS + ELEMENT_OCTETS
const MASKED_OCTETS = ELEMENT_OCTETS + ENVELOPE_OCTETS
const CREDENTIAL_OCTETS = ELEMENT_OCTETS + NONCE_OCTETS + MASKED_OCTETS
export const KE2_OCTETS = CREDENTIAL_OCTETS + NONCE_OCTETS + ELEMENT_OCTETS + MAC_OCTETS
export const KE3_OCTETS = MAC_OCTETS

export interface ClientChance {
  readonly blind: bigint
  readonly nonce: Uint8Array
  readonly keyshareSeed: Uint8Array
}

export interface ServerChance {
  readonly maskingNonce: Uint8Array
  readonly nonce: Uint8Array
  readonly keyshareSeed: Uint8Array
}

/** How both ends name each other, of the keys that they turn out to have. */
export interface Named {
  readonly context: string
  readonly client: (publicKey: Uint8Array) => Uint8Array
  readonly server: (publicKey: Uint8Array) => Uint8Array
}

export interface ClientOpening {
  readonly password: Uint8Array
  readonly blind: bigint
  readonly share: KeyPair
  readonly ke1: Uint8Array
}

export const begin = (
  password: Uint8Array,
  { blind, nonce, keyshareSeed }: ClientChance,
): ClientOpening => {
  const share = exchangeKeyPair(keyshareSeed)
  return { password, blind, share, ke1: joined(blinded(password, blind), nonce, share.shared) }
}

interface Keys {
  readonly serverMac: Uint8Array
  readonly clientMac: Uint8Array
  readonly session: Uint8Array
}

/** §6.4.2.2, DeriveKeys, and both codes. */
const keysOf = (secret: Uint8Array, preamble: Uint8Array): Keys => {
  const prk = extract(secret)
  const transcript = sha512(preamble)
  const handshake = derived(prk, 'HandshakeSecret', transcript)
  const serverMac = code(derived(handshake, 'ServerMAC', new Uint8Array(0)), transcript)
  const clientKey = derived(handshake, 'ClientMAC', new Uint8Array(0))
  const clientMac = code(clientKey, sha512(joined(preamble, serverMac)))
  return { serverMac, clientMac, session: derived(prk, 'SessionKey', transcript) }
}

const preambleOf = (
  context: string,
  names: { readonly client: Uint8Array; readonly server: Uint8Array },
  ke1: Uint8Array,
  said: Uint8Array,
): Uint8Array =>
  joined('OPAQUEv1-', measured(context), measured(names.client), ke1, measured(names.server), said)

export interface Answered {
  readonly ke2: Uint8Array
  readonly expected: Uint8Array
  readonly session: Uint8Array
}

/** The server's answer; undefined when what it was told holds no elements of the group. */
export const answer = (
  ke1: Uint8Array,
  { clientPublicKey, maskingKey, envelope, oprfKey, server }: Registration,
  { maskingNonce, nonce, keyshareSeed }: ServerChance,
  named: Named,
): Answered | undefined => {
  const evaluated = multiplied(ke1.subarray(0, ELEMENT_OCTETS), oprfKey)
  const clientShare = ke1.subarray(ELEMENT_OCTETS + NONCE_OCTETS)
  const share = exchangeKeyPair(keyshareSeed)
  const secret = tripled(
    [clientShare, share.secret],
    [clientShare, server.secret],
    [clientPublicKey, share.secret],
  )
  if (evaluated === undefined || secret === undefined) return undefined
  const masked = exclusiveOr(pad(maskingKey, maskingNonce), joined(server.shared, envelope))
  const said = joined(evaluated, maskingNonce, masked, nonce, share.shared)
  const names = { client: named.client(clientPublicKey), server: named.server(server.shared) }
  const { serverMac, clientMac, session } = keysOf(
    secret,
    preambleOf(named.context, names, ke1, said),
  )
  return { ke2: joined(said, serverMac), expected: clientMac, session }
}

export interface Concluded {
  readonly ke3: Uint8Array
  readonly session: Uint8Array
}

/**
 * The client's end; undefined when the password is another one, or the server cannot prove that it
 * knows what was registered with it.
 */
export const conclude = (
  { password, blind, share, ke1 }: ClientOpening,
  ke2: Uint8Array,
  stretching: Stretching,
  named: Named,
  identities: Identities = BY_KEY,
): Concluded | undefined => {
  const said = ke2.subarray(0, KE2_OCTETS - MAC_OCTETS)
  const [evaluated, maskingNonce, masked, , serverShare] = split(said, [
    ELEMENT_OCTETS,
    NONCE_OCTETS,
    MASKED_OCTETS,
    NONCE_OCTETS,
    ELEMENT_OCTETS,
  ])
  if (!evaluated || !maskingNonce || !masked || !serverShare) return undefined
  const hardened = randomized(password, blind, evaluated, stretching)
  if (hardened === undefined) return undefined
  const maskingKey = expand(hardened, joined('MaskingKey'), MAC_OCTETS)
  const record = exclusiveOr(pad(maskingKey, maskingNonce), masked)
  const serverPublicKey = record.subarray(0, ELEMENT_OCTETS)
  const envelope = record.subarray(ELEMENT_OCTETS)
  const open = openedEnvelope(hardened, envelope, serverPublicKey, identities)
  if (open === undefined) return undefined
  const { client } = open
  const secret = tripled(
    [serverShare, share.secret],
    [serverPublicKey, share.secret],
    [serverShare, client.secret],
  )
  if (secret === undefined) return undefined
  const names = { client: named.client(client.shared), server: named.server(serverPublicKey) }
  const keys = keysOf(secret, preambleOf(named.context, names, ke1, said))
  if (!sameOctets(keys.serverMac, ke2.subarray(KE2_OCTETS - MAC_OCTETS))) return undefined
  return { ke3: keys.clientMac, session: keys.session }
}

type Factors = readonly [shared: Uint8Array, secret: bigint]

/** §6.4.1: three products, one behind the other. */
const tripled = (...factors: readonly Factors[]): Uint8Array | undefined => {
  const products = factors.map(([shared, secret]) => multiplied(shared, secret))
  return products.every((product) => product !== undefined) ? joined(...products) : undefined
}

const pad = (maskingKey: Uint8Array, nonce: Uint8Array): Uint8Array =>
  expand(maskingKey, joined(nonce, 'CredentialResponsePad'), MASKED_OCTETS)

const split = (octets: Uint8Array, lengths: readonly number[]): readonly Uint8Array[] => {
  let at = 0
  return lengths.map((length) => {
    at += length
    return octets.subarray(at - length, at)
  })
}
