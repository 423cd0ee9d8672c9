/**
 * PASSKEY (draft-bucksch-sasl-passkey-00): WebAuthn over SASL. The client names its user, the
 * server challenges, an authenticator signs once its user has agreed. The draft's messages are
 * reconstructed after WebAuthn (Level 2, §5.4, §5.8.1, §6.1):
 *
 *     C: user
 *     S: PublicKeyCredentialRequestOptions, as JSON
 *     C: PublicKeyCredential with an assertion, as JSON
 *
 * Signed with Ed25519 (COSE algorithm -8), whose signatures are the same each time. Left out: the
 * user, who takes seconds and has no place in a reconnect; registration, of which the server would
 * keep the public key alone: here it makes it of the device's.
 */

import type { KeyObject } from 'node:crypto'
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import {
  type ClientMechanism,
  type ClientStart,
  type ClientStep,
  type Kept,
  type MechanismOf,
  noMoreToSay,
  type ServerMechanism,
  type ServerStart,
  type ServerStep,
} from '../mechanism.ts'
import { fromUtf8, sameOctets, utf8 } from '../octets.ts'
import type { Device } from '../records.ts'
import { counted, nextCount, refused, standing } from './registered.ts'

const NAME = 'PASSKEY'
/** Present and verified (WebAuthn §6.1). */
const FLAGS = 0x05
/** Hash of the relying party's name, flags, count. */
const AUTHENTICATOR_OCTETS = 37

/** RFC 8410 §7: what stands before the 32 octets of a private key of Ed25519. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

const privateKey = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })

const text64 = (octets: Uint8Array): string => Buffer.from(octets).toString('base64url')
const sha256 = (octets: Uint8Array): Buffer => createHash('sha256').update(octets).digest()

const clientData = (challenge: string, domain: string): Uint8Array =>
  utf8(JSON.stringify({ type: 'webauthn.get', challenge, origin: `xmpp:${domain}` }))

class PasskeyClient implements ClientMechanism {
  readonly name = NAME
  readonly #start: ClientStart<'device'>
  #signed = false

  constructor(start: ClientStart<'device'>) {
    this.#start = start
  }

  initial(): Uint8Array {
    return utf8(this.#start.username)
  }

  respond(message: Uint8Array): ClientStep {
    if (this.#signed) return noMoreToSay(NAME)
    const { domain, secret } = this.#start
    const challenge = textsIn(parsed(message), ['challenge', 'rpId'])
    // An authenticator signs for the party that it is registered with, and for no other.
    if (challenge?.['rpId'] !== domain) {
      const detail = `expected a challenge of ${NAME} for the domain, found something else`
      return { kind: 'failed', failure: { code: 'server-not-authentic', detail } }
    }
    this.#signed = true
    const count = Buffer.alloc(4)
    // §6.1.1: the count of a new authenticator is one after its first signature.
    count.writeUInt32BE((nextCount(this.#start) + 1) % 2 ** 32)
    const authenticator = Buffer.concat([sha256(utf8(domain)), Buffer.of(FLAGS), count])
    const data = clientData(challenge['challenge'] ?? '', domain)
    const signature = sign(null, signedOctets(authenticator, data), privateKey(secret.key))
    const id = text64(utf8(secret.id))
    const response = {
      clientDataJSON: text64(data),
      authenticatorData: text64(authenticator),
      signature: text64(signature),
    }
    return { kind: 'message', message: utf8(JSON.stringify({ id, type: 'public-key', response })) }
  }

  finish(): undefined {
    return undefined // TLS has to prove the server
  }

  keeps(): Kept | undefined {
    return this.#signed ? counted(NAME, nextCount(this.#start) + 1) : undefined
  }
}

const signedOctets = (authenticator: Uint8Array, data: Uint8Array): Uint8Array =>
  Buffer.concat([authenticator, sha256(data)])

class PasskeyServer implements ServerMechanism {
  readonly name = NAME
  readonly #start: ServerStart<'device'>
  readonly #challenge: string
  #username: string | undefined

  constructor(start: ServerStart<'device'>) {
    this.#start = start
    // A nonce of whatever form, as 32 octets.
    this.#challenge = text64(sha256(utf8(start.nonce())))
  }

  respond(message: Uint8Array): ServerStep {
    if (this.#username !== undefined) return this.#conclude(message, this.#username)
    const username = fromUtf8(message)
    if (!username || username.includes('\0')) return refused('malformed-request')
    this.#username = username
    const { domain, records } = this.#start
    const options = {
      challenge: this.#challenge,
      rpId: domain,
      allowCredentials: records
        .devices(username)
        .map(({ id }) => ({ type: 'public-key', id: text64(utf8(id)) })),
      userVerification: 'required',
    }
    return { kind: 'challenge', message: utf8(JSON.stringify(options)) }
  }

  #conclude(message: Uint8Array, username: string): ServerStep {
    const { domain, records } = this.#start
    const assertion = readAssertion(message)
    if (assertion === undefined) return refused('malformed-request')
    const { id, authenticator, data, signature } = assertion
    const device = records.devices(username).find((one) => text64(utf8(one.id)) === id)
    const isRight =
      device !== undefined &&
      sameOctets(data, clientData(this.#challenge, domain)) &&
      sameOctets(authenticator.subarray(0, 33), partyOf(domain)) &&
      isSignedBy(device, signedOctets(authenticator, data), signature)
    if (!isRight) return refused('not-authorized')
    const condition = standing(device)
    if (condition !== undefined) return refused(condition)
    // §7.2, step 21: whoever does not count on has been cloned.
    const count = authenticator.readUInt32BE(33)
    if (count <= device.counter) return refused('not-authorized')
    records.update(username, { ...device, counter: count })
    return { kind: 'success', username, authorization: '', additional: undefined }
  }
}

const partyOf = (domain: string): Buffer => Buffer.concat([sha256(utf8(domain)), Buffer.of(FLAGS)])

const isSignedBy = ({ key }: Device, signed: Uint8Array, signature: Uint8Array): boolean =>
  verify(null, signed, createPublicKey(privateKey(key)), signature)

interface Assertion {
  readonly id: string
  readonly authenticator: Buffer
  readonly data: Buffer
  readonly signature: Buffer
}

const readAssertion = (message: Uint8Array): Assertion | undefined => {
  const credential = parsed(message)
  const id = textsIn(credential, ['id'])?.['id']
  const response =
    typeof credential === 'object' && credential && Reflect.get(credential, 'response')
  const texts = textsIn(response, ['clientDataJSON', 'authenticatorData', 'signature'])
  if (id === undefined || texts === undefined) return undefined
  const octets = (name: string): Buffer => Buffer.from(texts[name] ?? '', 'base64url')
  const authenticator = octets('authenticatorData')
  if (authenticator.length !== AUTHENTICATOR_OCTETS) return undefined
  return { id, authenticator, data: octets('clientDataJSON'), signature: octets('signature') }
}

const parsed = (message: Uint8Array): unknown => {
  try {
    return JSON.parse(fromUtf8(message) ?? '')
  } catch {
    return undefined
  }
}

/** Undefined unless all of them are there, as text. */
const textsIn = (
  value: unknown,
  names: readonly string[],
): Readonly<Record<string, string>> | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  const texts: Record<string, string> = {}
  for (const name of names) {
    const text: unknown = Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined
    if (typeof text !== 'string') return undefined
    texts[name] = text
  }
  return texts
}

export const PASSKEY: MechanismOf<'device'> = {
  name: NAME,
  specification: 'draft-bucksch-sasl-passkey-00',
  shape: 'reconstructed',
  proves: 'device',
  taken: 'named',
  rank: 6,
  binds: 'nothing',
  authenticates: 'client',
  discloses: 'nothing',
  work: 'comparing',
  freshOctets: 0,
  keeps: undefined,
  client: (start) => new PasskeyClient(start),
  server: (start) => new PasskeyServer(start),
}
