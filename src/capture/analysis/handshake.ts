/** TCP's handshake as it was captured: how far away its ends are. */
import type { Direction } from '../../direction.ts'
import { type Duration, nanoseconds } from '../../units.ts'

/** From SYN to SYN-ACK, and from there to its acknowledgement. */
export interface Handshake {
  readonly far: Duration
  readonly near: Duration
}

/** How long it is from where it was captured to whoever says it, and back. */
export const awayFrom = (way: Direction, { far, near }: Handshake): Duration =>
  way === 'up' ? near : far

export const roundTripOf = ({ far, near }: Handshake): Duration => nanoseconds(far + near)
