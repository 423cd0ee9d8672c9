/** What is acknowledged, and when (RFC 9000 §13.2). */
import { between, type Instant, plus, ZERO } from '../units.ts'
import type { ControlBlock } from './control-block.ts'
import type { Frame, NumberRange, Space } from './packet.ts'
import type { PacketSpace } from './packet-space.ts'

/** §13.2.2: every second packet at least is acknowledged at once. */
const PACKETS_AT_MOST = 2

/** Takes down that a packet has come; false when it had come before. */
export function came(
  block: ControlBlock,
  space: Space,
  number: number,
  isEliciting: boolean,
): boolean {
  const own = block.spaces[space]
  const { received, unacknowledged } = own
  if (received.has(number)) return false
  const inOrder = number === received.end
  received.add(number, number + 1)
  if (received.end === number + 1) own.largestAt = block.now
  if (!isEliciting) return true
  own.unacknowledged = unacknowledged + 1
  const atOnce = space !== 'application' || !inOrder || own.unacknowledged >= PACKETS_AT_MOST
  const due = atOnce ? block.now : plus(block.now, block.settings.maxAckDelay)
  if (own.ackDue === undefined || due < own.ackDue) own.ackDue = due
  return true
}

/** All that has come, the highest first. */
export function acknowledgement(own: PacketSpace, now: Instant): Frame {
  const ranges: NumberRange[] = own.received.spans
    .map(({ start, end }) => ({ from: start, to: end - 1 }))
    .reverse()
  const delay = own.largestAt === undefined ? ZERO : between(own.largestAt, now)
  return { kind: 'ack', ranges, delay }
}
