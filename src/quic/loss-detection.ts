/**
 * Finding losses (RFC 9002 §6.1, App. A): what an acknowledgement says of others, the packet and
 * the time threshold. The probe timeout is in probe-timeout.ts.
 */
import { between, type Duration, type Instant, plus, shorter, ZERO } from '../units.ts'
import type { ControlBlock } from './control-block.ts'
import { framesArrived, framesLost } from './fate.ts'
import type { Frame, Space } from './packet.ts'
import type { SentPacket } from './packet-space.ts'

/** kPacketThreshold (§6.1.1). */
const PACKET_THRESHOLD = 3

type Acknowledgement = Extract<Frame, { readonly kind: 'ack' }>

/** OnAckReceived (App. A.7). */
export function acknowledged(block: ControlBlock, space: Space, frame: Acknowledgement): void {
  const own = block.spaces[space]
  const largest = frame.ranges[0]?.to ?? -1
  const newly = newlyAcknowledged(own.sent, frame)
  own.largestAcked = Math.max(own.largestAcked, largest)
  const newest = newly.at(-1)
  if (newest === undefined) return
  for (const { number } of newly) own.sent.delete(number)
  if (newest.number === largest && newest.path === block.path.address && newly.some(isEliciting)) {
    block.rtt.sample(between(newest.at, block.now), ackDelay(block, space, frame.delay))
  }
  const wasFull = block.congestion.isFull
  for (const packet of newly) {
    if (packet.eliciting && packet.path === block.path.address) {
      block.congestion.acknowledged(packet.size, packet.at, wasFull)
    }
    framesArrived(block, space, packet)
  }
  detectLost(block, space)
  if (block.isAddressKnown) block.probeCount = 0
}

const isEliciting = ({ eliciting }: SentPacket): boolean => eliciting

/** Ascending by number. */
const newlyAcknowledged = (
  sent: ReadonlyMap<number, SentPacket>,
  { ranges }: Acknowledgement,
): readonly SentPacket[] =>
  [...sent.values()].filter(({ number }) =>
    ranges.some(({ from, to }) => from <= number && number <= to),
  )

/** §5.3: Initial and Handshake packets are answered at once; later the peer has made a promise. */
function ackDelay({ state, settings }: ControlBlock, space: Space, said: Duration): Duration {
  if (space !== 'application') return ZERO
  return state === 'confirmed' ? shorter(said, settings.maxAckDelay) : said
}

/** DetectAndRemoveLostPackets (App. A.10). */
export function detectLost(block: ControlBlock, space: Space): void {
  const own = block.spaces[space]
  const delay = block.rtt.lossDelay
  own.lossTime = undefined
  let lostSize = 0
  let sentLast: Instant | undefined
  for (const packet of [...own.sent.values()]) {
    const { number, at, size, eliciting, path } = packet
    if (number > own.largestAcked) break
    const due = plus(at, delay)
    if (due > block.now && number + PACKET_THRESHOLD > own.largestAcked) {
      if (own.lossTime === undefined || due < own.lossTime) own.lossTime = due
      continue
    }
    own.sent.delete(number)
    framesLost(block, space, packet)
    if (!eliciting || path !== block.path.address) continue
    lostSize += size
    sentLast = at
  }
  if (sentLast !== undefined) block.congestion.lost(lostSize, sentLast, block.now)
}

/** A space whose packets cannot be answered any more (App. A.11, RFC 9001 §4.9). */
export function discard(block: ControlBlock, space: Space): void {
  const own = block.spaces[space]
  if (own.keys === 'discarded') return
  own.keys = 'discarded'
  forget(block, space, () => true)
  own.lossTime = undefined
  own.ackDue = undefined
  block.probeCount = 0
}

/** They are neither acknowledged nor lost, and nothing waits for them. */
export function forget(
  block: ControlBlock,
  space: Space,
  which: (packet: SentPacket) => boolean,
): readonly SentPacket[] {
  const own = block.spaces[space]
  const packets = [...own.sent.values()].filter(which)
  for (const { number, size, eliciting, path } of packets) {
    own.sent.delete(number)
    if (eliciting && path === block.path.address) block.congestion.forgotten(size)
  }
  return packets
}
