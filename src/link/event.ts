/** What an observer of a link is told. */
import type { Direction } from '../direction.ts'
import type { Instant } from '../units.ts'
import type { DropReason, Packet } from './packet.ts'

export type LinkEvent<Body = unknown> = {
  readonly direction: Direction
  /** Whose packet it is: the number of the flow, from 0 in the order in which they were opened. */
  readonly flow: number
  /** The packet's number in its direction of the link, from 0, all flows together. */
  readonly index: number
  readonly packet: Packet<Body>
  /** When it happened. */
  readonly at: Instant
} & (
  | { readonly kind: 'entered' }
  /** Once more for each duplicate. */
  | { readonly kind: 'delivered'; readonly enteredAt: Instant }
  | {
      readonly kind: 'dropped'
      readonly enteredAt: Instant
      readonly reason: DropReason
      /** The place of the impairment in its direction's list, from 0. */
      readonly stage: number
    }
)
