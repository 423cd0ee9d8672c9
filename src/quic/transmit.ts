/**
 * Sending: packets of several spaces in one datagram where they belong to the same moment (RFC 9000
 * §12.2), datagrams as congestion window, address validation and probes permit.
 */
import type { ControlBlock } from './control-block.ts'
import { discard } from './loss-detection.ts'
import { type PacketType, type QuicPacket, SPACES, type Space } from './packet.ts'
import { type Frames, framesOf } from './packing.ts'
import { DATAGRAM_HEADERS, packetOverhead, retrySize } from './sizes.ts'

/** §14.1: a datagram that opens a connection, and one that validates a path (§8.2.1). */
export const FULL_DATAGRAM = 1_200

/** All that may be sent now. */
export function flush(block: ControlBlock): void {
  while (sendDatagram(block)) {}
}

/** Asks for a proof of the client's address; nothing is remembered (§8.1.2). */
export function sendRetry(block: ControlBlock, path: number): void {
  const { ip, tokenOctets } = block.settings
  const size = retrySize(tokenOctets)
  block.say({
    kind: 'datagram',
    datagram: { kind: 'retry', size, path },
    size: DATAGRAM_HEADERS[ip] + size,
    retransmission: false,
  })
}

interface Built {
  readonly packet: QuicPacket
  readonly frames: Frames
  readonly space: Space
}

function sendDatagram(block: ControlBlock): boolean {
  if (block.state === 'idle' || block.state === 'closed') return false
  const { path, settings, probe } = block
  const mayAsk = block.congestion.hasRoom || probe !== undefined
  const isLimited = block.role === 'server' && block.isLimited
  if (isLimited) {
    if (isAnythingPending(block)) path.holdsBack(block.outgoing.written)
    return false
  }
  const built = packetsOf(block, settings.datagram, mayAsk)
  const last = built.at(-1)
  if (last === undefined) return false
  let size = 0
  for (const { packet } of built) size += packet.size
  const padding = mustBeFull(block, built) ? Math.max(FULL_DATAGRAM - size, 0) : 0
  const packets = built.map((one) => sent(block, one, one === last ? padding : 0))
  path.went(size + padding)
  block.timerFrom = block.now
  block.say({
    kind: 'datagram',
    datagram: {
      kind: 'packets',
      packets,
      size: size + padding,
      path: path.address,
      token: block.token === 'held',
    },
    size: DATAGRAM_HEADERS[settings.ip] + size + padding,
    retransmission: built.some(({ frames }) => frames.repeats),
  })
  afterSending(block, built)
  return true
}

function isAnythingPending({ spaces, outgoing, application }: ControlBlock): boolean {
  if (SPACES.some((space) => isUsable(spaces[space].keys) && spaces[space].crypto.isPending)) {
    return true
  }
  return application.send && outgoing.isPending
}

const isUsable = (keys: 'none' | 'available' | 'discarded'): boolean => keys === 'available'

function packetsOf(block: ControlBlock, room: number, mayAsk: boolean): readonly Built[] {
  const built: Built[] = []
  let left = room
  for (const space of SPACES) {
    const type = typeToSend(block, space)
    if (type === undefined) continue
    const { nextNumber: number, largestAcked } = block.spaces[space]
    const token = type === 'initial' && block.token === 'held' ? block.settings.tokenOctets : 0
    const overhead = packetOverhead(type, number, largestAcked, token)
    const frames = framesOf(block, type, space, left - overhead, mayAsk)
    if (frames.all.length === 0) continue
    const size = left - frames.room
    built.push({ packet: { type, number, frames: frames.all, size }, frames, space })
    left = frames.room
    block.spaces[space].nextNumber = number + 1
    if (type !== '0-rtt') {
      block.spaces[space].ackDue = undefined
      block.spaces[space].unacknowledged = 0
    }
  }
  return built
}

function typeToSend(
  { spaces, application, role }: ControlBlock,
  space: Space,
): PacketType | undefined {
  if (space !== 'application') return isUsable(spaces[space].keys) ? space : undefined
  if (application.send) return '1-rtt'
  return role === 'client' && application.early === 'available' ? '0-rtt' : undefined
}

/** §14.1: of a client each with an Initial packet, of a server those that must be acknowledged. */
function mustBeFull({ role }: ControlBlock, built: readonly Built[]): boolean {
  return built.some(({ packet, frames, space }) => {
    if (space === 'initial') return role === 'client' || frames.isEliciting
    return packet.frames.some(({ kind }) => kind === 'path-challenge' || kind === 'path-response')
  })
}

function sent(block: ControlBlock, { packet, frames, space }: Built, padding: number): QuicPacket {
  const { type, number } = packet
  const size = packet.size + padding
  const own = block.spaces[space]
  own.sent.set(number, {
    number,
    at: block.now,
    size,
    frames: packet.frames,
    eliciting: frames.isEliciting,
    early: type === '0-rtt',
    path: block.path.address,
  })
  if (frames.isEliciting) {
    own.lastElicitingAt = block.now
    block.congestion.sent(size)
  }
  return { ...packet, size }
}

function afterSending(block: ControlBlock, built: readonly Built[]): void {
  const { probe } = block
  if (probe !== undefined) {
    const owed = probe.owed - 1
    block.probe = owed > 0 ? { ...probe, owed } : undefined
  }
  // RFC 9001 §4.9.1: Initial keys have done their duty.
  const isHandshake = built.some(({ space }) => space === 'handshake')
  if (block.role === 'client' && isHandshake) discard(block, 'initial')
  if (block.closing === 'wanted' && built.some(({ packet }) => packet.frames.some(isClose))) {
    block.close()
  }
}

const isClose = ({ kind }: { readonly kind: string }): boolean => kind === 'connection-close'
