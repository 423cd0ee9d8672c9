/**
 * DEVICES-OCRA (the proto-XEP "devices"): both ends challenge each other and answer with OCRA
 * (RFC 6287 §7.3), the server first.
 *
 *     C: NUL user NUL device NUL suite NUL challenge NUL base64( validation key )
 *     S: answer NUL suite NUL challenge
 *     C: answer
 *
 * What the validation key is made of is not told; here it is an HMAC of the device's name and the
 * challenge. A wrong answer blocks the device.
 */
import { createHmac } from 'node:crypto'
import type { Failure } from '../../transport.ts'
import {
  type ClientMechanism,
  type ClientStart,
  type ClientStep,
  type MechanismOf,
  noMoreToSay,
  type ServerMechanism,
  type ServerStart,
  type ServerStep,
} from '../mechanism.ts'
import { fromUtf8, sameOctets, toBase64, utf8 } from '../octets.ts'
import type { Device } from '../records.ts'
import { type OcraSuite, ocra, readSuite } from './ocra.ts'
import { NO_DEVICE, refused, standing } from './registered.ts'

const NAME = 'DEVICES-OCRA'
const SUITE: OcraSuite = {
  name: 'OCRA-1:HOTP-SHA256-8:QH32',
  form: { hash: 'sha256', digits: 8 },
  question: 'hexadecimal',
}
/** 32 hexadecimal digits. */
const CHALLENGE_OCTETS = 16
const CHALLENGE = /^[0-9a-f]{32}$/

const validationKey = (key: Uint8Array, id: string, challenge: string): string =>
  toBase64(createHmac('sha256', key).update(`${id} ${challenge}`).digest())

class DevicesOcraClient implements ClientMechanism {
  readonly name = NAME
  readonly #start: ClientStart<'device'>
  readonly #challenge: string
  #proven = false

  constructor(start: ClientStart<'device'>) {
    this.#start = start
    this.#challenge = Buffer.from(start.fresh).toString('hex')
  }

  initial(): Uint8Array {
    const { username, secret } = this.#start
    const validation = validationKey(secret.key, secret.id, this.#challenge)
    return utf8(['', username, secret.id, SUITE.name, this.#challenge, validation].join('\0'))
  }

  respond(message: Uint8Array): ClientStep {
    if (this.#proven) return noMoreToSay(NAME)
    const parts = (fromUtf8(message) ?? '').split('\0')
    const [answer = '', suite, challenge = ''] = parts
    if (parts.length !== 3 || suite !== SUITE.name || !CHALLENGE.test(challenge)) {
      const detail = `expected an answer, the suite ${SUITE.name} and a challenge, found something else`
      return { kind: 'failed', failure: { code: 'protocol-violation', detail } }
    }
    const { key } = this.#start.secret
    if (!sameOctets(utf8(answer), utf8(ocra(key, SUITE, this.#challenge + challenge)))) {
      const detail = `expected an answer of ${NAME} made with the device’s key`
      return { kind: 'failed', failure: { code: 'server-not-authentic', detail } }
    }
    this.#proven = true
    return { kind: 'message', message: utf8(ocra(key, SUITE, challenge + this.#challenge)) }
  }

  finish(): Failure | undefined {
    if (this.#proven) return undefined
    const detail = `expected an answer of the server in ${NAME}, found none`
    return { code: 'server-not-authentic', detail }
  }
}

interface Asked {
  readonly username: string
  readonly device: Device
  readonly challenge: string
}

class DevicesOcraServer implements ServerMechanism {
  readonly name = NAME
  readonly #start: ServerStart<'device'>
  readonly #challenge: string
  #asked: Asked | undefined

  constructor(start: ServerStart<'device'>) {
    this.#start = start
    // A nonce of whatever form, as digits.
    this.#challenge = createHmac('sha256', '').update(start.nonce()).digest('hex').slice(0, 32)
  }

  respond(message: Uint8Array): ServerStep {
    const text = fromUtf8(message)
    if (text === undefined) return refused('incorrect-encoding')
    return this.#asked === undefined ? this.#begin(text) : this.#conclude(text, this.#asked)
  }

  #begin(text: string): ServerStep {
    const [authorization, username = '', id = '', suite = '', challenge = '', validation = ''] =
      text.split('\0')
    if (authorization !== '' || username === '' || !CHALLENGE.test(challenge)) {
      return refused('malformed-request')
    }
    if (readSuite(suite)?.name !== SUITE.name) return refused('malformed-request')
    const { records } = this.#start
    const device = records.devices(username).find((one) => one.id === id) ?? NO_DEVICE
    const isRight = sameOctets(utf8(validation), utf8(validationKey(device.key, id, challenge)))
    if (!isRight || device === NO_DEVICE) return refused('not-authorized')
    const condition = standing(device)
    if (condition !== undefined) return refused(condition)
    this.#asked = { username, device, challenge }
    const answer = ocra(device.key, SUITE, challenge + this.#challenge)
    const said = [answer, SUITE.name, this.#challenge].join('\0')
    return { kind: 'challenge', message: utf8(said) }
  }

  #conclude(text: string, { username, device, challenge }: Asked): ServerStep {
    const expected = ocra(device.key, SUITE, this.#challenge + challenge)
    if (sameOctets(utf8(text), utf8(expected))) {
      return { kind: 'success', username, authorization: '', additional: undefined }
    }
    this.#start.records.update(username, { ...device, status: 'blocked' })
    return refused('not-authorized')
  }
}

export const DEVICES_OCRA: MechanismOf<'device'> = {
  name: NAME,
  specification: 'devices (proto-XEP), RFC 6287',
  proves: 'device',
  taken: 'named',
  rank: 2,
  binds: 'nothing',
  authenticates: 'both',
  discloses: 'nothing',
  work: 'comparing',
  freshOctets: CHALLENGE_OCTETS,
  keeps: undefined,
  client: (start) => new DevicesOcraClient(start),
  server: (start) => new DevicesOcraServer(start),
}
