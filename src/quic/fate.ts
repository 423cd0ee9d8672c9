/** What becomes of the frames of a packet that was acknowledged, or is lost (RFC 9000 §13.3). */
import type { ControlBlock } from './control-block.ts'
import type { Space } from './packet.ts'
import type { SentPacket } from './packet-space.ts'

export function framesArrived(
  block: ControlBlock,
  space: Space,
  { frames, number }: SentPacket,
): void {
  for (const frame of frames) {
    switch (frame.kind) {
      case 'crypto':
        block.spaces[space].crypto.acknowledged(frame.offset, frame.offset + frame.length)
        break
      case 'stream':
        block.outgoing.acknowledged(frame.offset, frame.offset + frame.length)
        if (frame.fin) block.fin = 'acknowledged'
        break
      case 'handshake-done':
        block.handshakeDone = 'acknowledged'
        break
      case 'new-connection-id':
        block.connectionId = 'acknowledged'
    }
  }
  if (space === 'application' && block.movedAt !== undefined && number >= block.movedAt) {
    block.movedAt = undefined
    block.say({ kind: 'moved' })
  }
}

/** A challenge has a timer of its own, and a PING or an acknowledgement is not said again. */
export function framesLost(block: ControlBlock, space: Space, { frames }: SentPacket): void {
  for (const frame of frames) {
    switch (frame.kind) {
      case 'crypto':
        block.spaces[space].crypto.lost(frame.offset, frame.offset + frame.length)
        break
      case 'stream':
        block.outgoing.lost(frame.offset, frame.offset + frame.length)
        if (frame.fin && block.fin === 'under-way') block.fin = 'wanted'
        break
      case 'handshake-done':
        if (block.handshakeDone === 'under-way') block.handshakeDone = 'wanted'
        break
      case 'new-connection-id':
        if (block.connectionId === 'under-way') block.connectionId = 'wanted'
    }
  }
}
