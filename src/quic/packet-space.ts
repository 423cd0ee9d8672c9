/**
 * A packet number space (RFC 9000 §12.3): what was sent in it and waits for an acknowledgement,
 * what has arrived and is to be acknowledged, and its CRYPTO data both ways.
 */
import type { Instant } from '../units.ts'
import type { Frame } from './packet.ts'
import { Ranges } from './ranges.ts'
import { SendBuffer } from './send-buffer.ts'

export interface SentPacket {
  readonly number: number
  readonly at: Instant
  readonly size: number
  readonly frames: readonly Frame[]
  /** Elicits an acknowledgement, and counts as in flight. */
  readonly eliciting: boolean
  /** Under keys of early data. */
  readonly early: boolean
  /** The address from or to which it was sent (path.ts). */
  readonly path: number
}

export class PacketSpace {
  /** `discarded`: for good (RFC 9001 §4.9). */
  keys: 'none' | 'available' | 'discarded' = 'none'
  nextNumber = 0

  /** By number, ascending. */
  readonly sent = new Map<number, SentPacket>()
  largestAcked = -1
  /** When the next of those that were overtaken is taken for lost (RFC 9002 §6.1.2). */
  lossTime: Instant | undefined
  lastElicitingAt: Instant | undefined

  readonly received = new Ranges()
  largestAt: Instant | undefined
  /** When what has arrived is to be acknowledged at the latest. */
  ackDue: Instant | undefined
  /** Packets that want an acknowledgement and have none yet. */
  unacknowledged = 0

  readonly crypto = new SendBuffer()
  readonly arrived = new Ranges()

  get hasElicitingInFlight(): boolean {
    for (const { eliciting } of this.sent.values()) if (eliciting) return true
    return false
  }
}
