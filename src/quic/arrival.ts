/** What an arriving datagram does: its packets one by one, those without keys later. */
import { came } from './acknowledging.ts'
import type { ControlBlock } from './control-block.ts'
import { heard } from './idle.ts'
import { acknowledged, discard } from './loss-detection.ts'
import { met, retried } from './meeting.ts'
import { peerMoved } from './migration.ts'
import { type Datagram, type Frame, isAckEliciting, type QuicPacket, spaceOf } from './packet.ts'

/** RFC 9001 §5.7 lets an end keep some packets that it has no keys for yet. */
const HELD_AT_MOST = 16

export function datagramArrived(block: ControlBlock, datagram: Datagram): void {
  const { role, path } = block
  if (block.state === 'closed') return
  if (datagram.kind === 'retry') {
    if (role === 'client') retried(block)
    return
  }
  if (datagram.kind === 'stateless-reset') {
    // §10.3: known by a token that came with the handshake.
    if (role === 'client' && block.isComplete) block.close('reset')
    return
  }
  // What was sent to an address that the client has no longer reaches nobody.
  if (role === 'client' && datagram.path !== path.address) return
  if (role === 'server' && !met(block, datagram)) return
  if (role === 'server' && !peerMoved(block, datagram)) return
  block.path.came(datagram.size)
  block.timerFrom = block.now
  for (const packet of datagram.packets) packetArrived(block, packet)
  end(block)
}

/** Those that came too early, when there are new keys. */
export function readHeld(block: ControlBlock): void {
  const { held } = block
  block.held = []
  for (const packet of held) packetArrived(block, packet)
  end(block)
}

function packetArrived(block: ControlBlock, packet: QuicPacket): void {
  if (block.state === 'closed') return
  const readable = mayBeRead(block, packet)
  if (readable === 'later' && block.held.length < HELD_AT_MOST) block.held.push(packet)
  if (readable !== 'now') return
  const space = spaceOf(packet.type)
  if (!came(block, space, packet.number, packet.frames.some(isAckEliciting))) return
  heard(block)
  if (packet.type === 'handshake' && block.role === 'server') {
    // §8.1: whoever has Handshake keys has had what was sent to its address.
    block.path.isProved()
    discard(block, 'initial')
  }
  for (const frame of packet.frames) frameArrived(block, packet, frame)
}

function mayBeRead(block: ControlBlock, { type }: QuicPacket): 'now' | 'later' | 'never' {
  const { spaces, application } = block
  switch (type) {
    case 'initial':
    case 'handshake': {
      const { keys } = spaces[type]
      if (keys === 'available') return 'now'
      return keys === 'none' ? 'later' : 'never'
    }
    case '0-rtt':
      if (application.early === 'available') return 'now'
      return application.early === 'none' && !block.isComplete ? 'later' : 'never'
    case '1-rtt':
      return application.receive ? 'now' : 'later'
  }
}

function limited(block: ControlBlock): void {
  if (block.wasLimited) return
  block.wasLimited = true
  block.say({ kind: 'limited' })
}

function frameArrived(block: ControlBlock, { type }: QuicPacket, frame: Frame): void {
  const space = spaceOf(type)
  switch (frame.kind) {
    case 'ack':
      acknowledged(block, space, frame)
      return
    case 'crypto': {
      const { arrived } = block.spaces[space]
      const before = arrived.unbroken
      arrived.add(frame.offset, frame.offset + frame.length)
      if (frame.limited) limited(block)
      const upTo = arrived.unbroken
      if (upTo > before) block.say({ kind: 'crypto', space, upTo })
      return
    }
    case 'stream': {
      const before = block.incoming.unbroken
      block.incoming.add(frame.offset, frame.offset + frame.length)
      if (frame.limited) limited(block)
      if (frame.fin) block.endAt = frame.offset + frame.length
      const upTo = block.incoming.unbroken
      if (upTo > before) block.say({ kind: 'received', upTo })
      return
    }
    case 'handshake-done':
      if (block.role === 'server' || block.state !== 'handshake') return
      block.state = 'confirmed'
      discard(block, 'handshake')
      return
    case 'path-challenge':
      block.path.response = frame.data
      return
    case 'path-response':
      if (block.path.challenge === 'none' || frame.data !== block.path.address) return
      block.path.isProved()
      block.say({ kind: 'validated' })
      return
    case 'connection-close':
      if (block.hasEnded) block.close()
      else block.close('closed-by-peer')
      return
    case 'ping':
    case 'new-connection-id':
  }
}

/** The peer's stream may be at its end, and with both at theirs the connection is (§10.2). */
function end(block: ControlBlock): void {
  const { endAt, incoming } = block
  if (block.state === 'closed') return
  if (!block.hasEnded && endAt !== undefined && incoming.unbroken >= endAt) {
    block.hasEnded = true
    block.say({ kind: 'finished' })
  }
  if (block.hasEnded && block.fin === 'acknowledged') block.closing = 'wanted'
}
