/**
 * XTOKEN-HMAC-SHA-256 (Tigase): a token that is never shown, only what is made of it, and that is
 * exchanged for another one in the success. Its messages are reconstructed:
 *
 *     C: NUL user NUL device NUL nonce( 16 octets ) HMAC( token, "Initiator" nonce )
 *     S: HMAC( token, "Responder" nonce ) HMAC( token, "Mask" nonce ) XOR new token
 *
 * A client that never hears the success still holds the old token: the server takes the last one
 * as well until the new one has been used.
 */
import { createHmac } from 'node:crypto'
import type { Failure } from '../../transport.ts'
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
import { exclusiveOr } from '../scram/keys.ts'
import { refused, standing } from './registered.ts'

const NAME = 'XTOKEN-HMAC-SHA-256'
const NONCE_OCTETS = 16
const CODE_OCTETS = 32

type Purpose = 'Initiator' | 'Responder' | 'Mask'

const code = (token: Uint8Array, purpose: Purpose, nonce: Uint8Array): Uint8Array =>
  createHmac('sha256', token).update(purpose).update(nonce).digest()

class XtokenHmacClient implements ClientMechanism {
  readonly name = NAME
  readonly awaits = 'success'
  readonly #start: ClientStart<'device'>
  readonly #token: Uint8Array
  #next: Uint8Array | undefined

  constructor(start: ClientStart<'device'>) {
    this.#start = start
    const kept = start.kept?.values['token']
    this.#token = kept === undefined ? start.secret.key : Buffer.from(kept, 'base64')
  }

  initial(): Uint8Array {
    const { username, secret, fresh } = this.#start
    const proof = code(this.#token, 'Initiator', fresh)
    return Buffer.concat([utf8(`\0${username}\0${secret.id}\0`), fresh, proof])
  }

  respond(): ClientStep {
    return noMoreToSay(NAME)
  }

  finish(additional: Uint8Array | undefined): Failure | undefined {
    const { fresh } = this.#start
    const proof = additional?.subarray(0, CODE_OCTETS) ?? new Uint8Array(0)
    const masked = additional?.subarray(CODE_OCTETS)
    if (!sameOctets(proof, code(this.#token, 'Responder', fresh))) {
      const detail = `expected an answer of ${NAME} made with the token`
      return { code: 'server-not-authentic', detail }
    }
    if (masked?.length !== CODE_OCTETS) {
      const detail = `expected a new token of ${CODE_OCTETS} octets, found ${masked?.length}`
      return { code: 'protocol-violation', detail }
    }
    this.#next = exclusiveOr(masked, code(this.#token, 'Mask', fresh))
    return undefined
  }

  keeps(): Kept | undefined {
    if (this.#next === undefined) return undefined
    const token = Buffer.from(this.#next).toString('base64')
    return { mechanism: NAME, lasts: 'credential', values: { token } }
  }
}

const server = ({ records, notes, nonce }: ServerStart<'device'>): ServerMechanism => ({
  name: NAME,
  respond(message): ServerStep {
    const read = readMessage(message)
    if (read === undefined) return refused('malformed-request')
    const { username, id, fresh, proof } = read
    const device = records.devices(username).find((one) => one.id === id)
    const isProven = (token: Uint8Array): boolean =>
      sameOctets(proof, code(token, 'Initiator', fresh))
    const note = `${NAME} ${username} ${id}`
    const last = notes.find(note)
    const before = last === undefined ? undefined : Buffer.from(last, 'base64')
    if (device === undefined) return refused('not-authorized')
    const token = [device.key, before].find((one) => one !== undefined && isProven(one))
    if (token === undefined) return refused('not-authorized')
    const condition = standing(device)
    if (condition !== undefined) return refused(condition)
    // Of a nonce, whatever form this server gives it.
    const next = createHmac('sha256', token).update(nonce()).digest()
    records.update(username, { ...device, key: next })
    notes.write(note, Buffer.from(token).toString('base64'))
    const masked = exclusiveOr(next, code(token, 'Mask', fresh))
    const additional = Buffer.concat([code(token, 'Responder', fresh), masked])
    return { kind: 'success', username, authorization: '', additional }
  },
})

interface Message {
  readonly username: string
  readonly id: string
  readonly fresh: Uint8Array
  readonly proof: Uint8Array
}

const readMessage = (message: Uint8Array): Message | undefined => {
  const end = message.length - NONCE_OCTETS - CODE_OCTETS
  if (end <= 0) return undefined
  const parts = (fromUtf8(message.subarray(0, end)) ?? '').split('\0')
  const [authorization, username = '', id = '', nothing] = parts
  if (parts.length !== 4 || authorization !== '' || nothing !== '' || username === '') {
    return undefined
  }
  const fresh = message.subarray(end, end + NONCE_OCTETS)
  return { username, id, fresh, proof: message.subarray(end + NONCE_OCTETS) }
}

export const XTOKEN_HMAC_SHA_256: MechanismOf<'device'> = {
  name: NAME,
  specification: 'Tigase',
  shape: 'reconstructed',
  proves: 'device',
  taken: 'named',
  rank: 3,
  binds: 'nothing',
  authenticates: 'both',
  discloses: 'nothing',
  work: 'comparing',
  freshOctets: NONCE_OCTETS,
  keeps: undefined,
  client: (start) => new XtokenHmacClient(start),
  server,
}
