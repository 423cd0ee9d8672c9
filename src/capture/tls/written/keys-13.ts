/** The keys of a written TLS 1.3 connection, from its first ClientHello on (RFC 8446 §7.1). */
import type { Direction } from '../../../direction.ts'
import type { Random } from '../../../random.ts'
import type { ClientHello } from '../../../tls/record.ts'
import type { Ticket } from '../../../tls/ticket.ts'
import { hex, joined, vector } from '../../octets/build.ts'
import { MESSAGE, message } from '../handshake-message.ts'
import {
  derived,
  expanded,
  extracted,
  HASH_OCTETS,
  hashOf,
  hmac,
  trafficKeys,
} from '../key-schedule.ts'
import { CONTENT, Protection } from '../record-protection.ts'
import { knownSuite } from '../suite.ts'
import { SUITE_13 } from './server-messages.ts'
import { preSharedKey } from './ticket.ts'

const SUITE = knownSuite(SUITE_13)
const HASH = SUITE.hash
const OCTETS = HASH_OCTETS[HASH]
const ZEROS = new Uint8Array(OCTETS)
const NONE = new Uint8Array(0)

interface Secrets {
  readonly secret: Uint8Array
  readonly protection: Protection
}

type BothWays = Readonly<Record<Direction, Secrets>>

const CLIENT_AND_SERVER = { up: 'c', down: 's' } as const

export class Keys13 {
  readonly secrets: string[] = []
  readonly #random: Random
  /** All messages so far, as they are hashed. */
  transcript: Uint8Array = NONE
  #clientRandom: Uint8Array = NONE
  #early: Protection | undefined
  #handshake: BothWays | undefined
  #application: BothWays | undefined
  #master: Uint8Array = NONE

  constructor(random: Random) {
    this.#random = random
  }

  /** A message of the handshake, as it was said. */
  said(octets: Uint8Array): Uint8Array {
    this.transcript = joined(this.transcript, octets)
    return octets
  }

  /** The ClientHello with its binder, if it offers a ticket (RFC 8446 §4.2.11.2). */
  offered(hello: ClientHello, written: Uint8Array, binders: number): Uint8Array {
    const { ticket } = hello
    this.#clientRandom = hello.random
    if (ticket?.version !== '1.3') return this.said(written)
    const early = extracted(HASH, ZEROS, preSharedKey(ticket))
    const key = derived(HASH, early, 'res binder', hashOf(HASH))
    const truncated = written.subarray(0, written.length - binders)
    const binder = verifyData(key, joined(this.transcript, truncated))
    const bound = this.said(joined(truncated, vector(2, vector(1, binder))))
    if (hello.early) {
      const secret = derived(HASH, early, 'c e traffic', hashOf(HASH, this.transcript))
      this.#log('CLIENT_EARLY_TRAFFIC_SECRET', secret)
      this.#early = new Protection(trafficKeys(SUITE, secret))
    }
    return bound
  }

  /** RFC 8446 §4.4.1: of the first ClientHello the hash is hashed. */
  retried(request: Uint8Array): void {
    this.transcript = message(MESSAGE.messageHash, hashOf(HASH, this.transcript))
    this.said(request)
  }

  /** By a ServerHello. `ticket`: the one that is resumed. */
  accepted(serverHello: Uint8Array, ticket: Ticket | undefined): void {
    this.said(serverHello)
    const early = extracted(HASH, ZEROS, ticket === undefined ? ZEROS : preSharedKey(ticket))
    const shared = this.#random.fork('shared secret').bytes(32)
    const handshake = extracted(HASH, next(early), shared)
    this.#master = extracted(HASH, next(handshake), ZEROS)
    this.#handshake = this.#bothWays(handshake, 'hs', 'HANDSHAKE_TRAFFIC_SECRET')
  }

  sealedEarly(type: number, contents: Uint8Array): Uint8Array {
    if (this.#early === undefined) throw new Error('Expected early data to be offered, got none')
    return this.#early.sealed(type, contents)
  }

  sealedHandshake(direction: Direction, octets: Uint8Array): Uint8Array {
    return this.#atHandshake[direction].protection.sealed(CONTENT.handshake, this.said(octets))
  }

  finished(direction: Direction): Uint8Array {
    const { secret } = this.#atHandshake[direction]
    const data = verifyData(secret, this.transcript)
    const sealed = this.sealedHandshake(direction, message(MESSAGE.finished, data))
    if (direction === 'down')
      this.#application = this.#bothWays(this.#master, 'ap', 'TRAFFIC_SECRET_0')
    return sealed
  }

  sealed(direction: Direction, type: number, contents: Uint8Array): Uint8Array {
    if (this.#application === undefined) throw new Error('Expected the server to be finished')
    return this.#application[direction].protection.sealed(type, contents)
  }

  get #atHandshake(): BothWays {
    if (this.#handshake === undefined) throw new Error('Expected a ServerHello first, got none')
    return this.#handshake
  }

  #bothWays(from: Uint8Array, label: string, name: string): BothWays {
    const hash = hashOf(HASH, this.transcript)
    const one = (direction: Direction): Secrets => {
      const end = CLIENT_AND_SERVER[direction]
      const secret = derived(HASH, from, `${end} ${label} traffic`, hash)
      this.#log(`${direction === 'up' ? 'CLIENT' : 'SERVER'}_${name}`, secret)
      return { secret, protection: new Protection(trafficKeys(SUITE, secret)) }
    }
    return { up: one('up'), down: one('down') }
  }

  #log(label: string, secret: Uint8Array): void {
    this.secrets.push(`${label} ${hex(this.#clientRandom)} ${hex(secret)}`)
  }
}

/** From one secret to the next in the order of RFC 8446 §7.1. */
const next = (secret: Uint8Array): Uint8Array => derived(HASH, secret, 'derived', hashOf(HASH))

/** RFC 8446 §4.4.4. */
const verifyData = (secret: Uint8Array, transcript: Uint8Array): Uint8Array =>
  hmac(HASH, expanded(HASH, secret, 'finished', NONE, OCTETS), hashOf(HASH, transcript))
