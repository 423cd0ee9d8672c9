/**
 * A path, by the address that the client has on it, and whether that is proved: the limit of three
 * times what has come from an address that is not (RFC 9000 §8.1, §9.3), and the challenge that
 * proves it (§8.2).
 *
 * Left out: preferred addresses, paths probed before they are used (a client here moves because
 * its old address is gone), and attackers on or off the path (§9.3.1 ff.).
 */
import type { Duration, Instant } from '../units.ts'

/** Before an address is validated, a server sends so many times what has come from it (§8.1). */
const AMPLIFICATION = 3

export class Path {
  /** How often the client's address has changed. */
  readonly address: number
  validation: 'unvalidated' | 'validated'
  #credit = 0
  /** The limit has held something back: of the stream up to here. */
  hasHeldBack = false
  heldTo = 0
  /** Frames to be sent: a challenge of its own, the response to one of the peer. */
  challenge: 'none' | 'wanted' | 'under-way' = 'none'
  response: number | undefined
  /** When a challenge that nothing has answered is repeated. */
  challengeAt: Instant | undefined
  challenges = 0

  constructor(address: number, validation: Path['validation']) {
    this.address = address
    this.validation = validation
  }

  holdsBack(written: number): void {
    this.hasHeldBack = true
    this.heldTo = written
  }

  came(size: number): void {
    this.#credit += AMPLIFICATION * size
  }

  went(size: number): void {
    this.#credit -= size
  }

  /** Octets of UDP payload that may be sent to it now. */
  get allowance(): number {
    return this.validation === 'validated' ? Number.POSITIVE_INFINITY : this.#credit
  }

  isProved(): void {
    this.validation = 'validated'
    this.challenge = 'none'
    this.challengeAt = undefined
  }

  /** §8.2.1: a challenge is repeated, each time after twice as long, until it is answered. */
  challenged(now: Instant, probeTimeout: Duration): void {
    this.challenge = 'under-way'
    this.challengeAt = (now + probeTimeout * 2 ** this.challenges) as Instant
    this.challenges += 1
  }
}
