/** The keys of a written TLS 1.2 connection, from its ServerHello on (RFC 5246 §6.3, §7.4.9). */
import type { Direction } from '../../../direction.ts'
import type { Random } from '../../../random.ts'
import type { Ticket } from '../../../tls/ticket.ts'
import { hex, joined } from '../../octets/build.ts'
import { MESSAGE, message } from '../handshake-message.ts'
import { hashOf, keyBlock12, pseudorandom, type Randoms } from '../key-schedule.ts'
import { CONTENT, Protection } from '../record-protection.ts'
import { knownSuite, type Suite } from '../suite.ts'
import { masterSecret12 } from './ticket.ts'

const MASTER_OCTETS = 48
const VERIFY_OCTETS = 12
const LABELS = { up: 'client finished', down: 'server finished' } as const

export interface Keys12Options {
  readonly suite: number
  readonly randoms: Randoms
  /** The one that is resumed. */
  readonly ticket: Ticket | undefined
  readonly random: Random
}

export class Keys12 {
  readonly secrets: readonly string[]
  readonly #suite: Suite
  readonly #master: Uint8Array
  readonly #protections: Readonly<Record<Direction, Protection>>
  #transcript: Uint8Array = new Uint8Array(0)

  constructor({ suite, randoms, ticket, random }: Keys12Options) {
    this.#suite = knownSuite(suite)
    this.#master =
      ticket === undefined
        ? random.fork('master secret').bytes(MASTER_OCTETS)
        : masterSecret12(ticket)
    this.secrets = [`CLIENT_RANDOM ${hex(randoms.client)} ${hex(this.#master)}`]
    const { up, down } = keyBlock12(this.#suite, this.#master, randoms)
    this.#protections = { up: new Protection(up), down: new Protection(down) }
  }

  /** A message of the handshake, as it was said. */
  said(octets: Uint8Array): Uint8Array {
    this.#transcript = joined(this.#transcript, octets)
    return octets
  }

  finished(direction: Direction): Uint8Array {
    const { hash } = this.#suite
    const seed = hashOf(hash, this.#transcript)
    const data = pseudorandom(hash, this.#master, LABELS[direction], seed, VERIFY_OCTETS)
    return this.sealed(direction, CONTENT.handshake, this.said(message(MESSAGE.finished, data)))
  }

  sealed(direction: Direction, type: number, contents: Uint8Array): Uint8Array {
    return this.#protections[direction].sealed(type, contents)
  }
}
