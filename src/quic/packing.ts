/** What goes into a packet of one space: which frames, as far as there is room for them. */
import { acknowledgement } from './acknowledging.ts'
import type { ControlBlock } from './control-block.ts'
import type { Frame, PacketType, Space } from './packet.ts'
import type { PacketSpace } from './packet-space.ts'
import type { SendBuffer } from './send-buffer.ts'
import { fitting, frameSize } from './sizes.ts'

/** Frames that are being collected, and the room that is left for more. */
export class Frames {
  readonly all: Frame[] = []
  room: number
  /** Something in it has been sent before. */
  repeats = false
  /** It obliges the peer to acknowledge. */
  isEliciting = false

  constructor(room: number) {
    this.room = room
  }

  add(frame: Frame): boolean {
    const size = frameSize(frame)
    if (size > this.room) return false
    this.all.push(frame)
    this.room -= size
    if (frame.kind !== 'ack' && frame.kind !== 'connection-close') this.isEliciting = true
    return true
  }
}

/**
 * `mayAsk`: congestion control, or a probe, permits frames that oblige the peer; without, there are
 * acknowledgements only. An acknowledgement that can wait does not make a packet.
 */
export function framesOf(
  block: ControlBlock,
  type: PacketType,
  space: Space,
  room: number,
  mayAsk: boolean,
): Frames {
  const own = block.spaces[space]
  const frames = new Frames(room)
  const acknowledges = own.ackDue !== undefined && type !== '0-rtt'
  if (acknowledges) frames.add(acknowledgement(own, block.now))
  if (type === '1-rtt' && block.closing === 'wanted') {
    frames.add({ kind: 'connection-close' })
    return frames
  }
  if (mayAsk) {
    if (type !== '0-rtt') addCrypto(block, own, frames)
    if (type === '1-rtt') addControl(block, frames)
    if (space === 'application') addStream(block, frames)
    if (block.probe !== undefined && !frames.isEliciting) addProbe(block, own, space, frames)
  }
  const canWait = own.ackDue !== undefined && own.ackDue > block.now
  return acknowledges && canWait && !frames.isEliciting ? new Frames(room) : frames
}

function addCrypto(block: ControlBlock, { crypto }: PacketSpace, frames: Frames): void {
  while (addPart(block, crypto, 'crypto', 'data', frames)) {}
}

const cryptoFrame = ({ path }: ControlBlock, offset: number, length: number): Frame => ({
  kind: 'crypto',
  offset,
  length,
  limited: path.hasHeldBack,
})

function addControl(block: ControlBlock, frames: Frames): void {
  const { path } = block
  if (path.response !== undefined && frames.add({ kind: 'path-response', data: path.response })) {
    path.response = undefined
  }
  if (path.challenge === 'wanted' && frames.add({ kind: 'path-challenge', data: path.address })) {
    path.challenged(block.now, block.rtt.probeTimeout)
  }
  if (block.handshakeDone === 'wanted' && frames.add({ kind: 'handshake-done' })) {
    block.handshakeDone = 'under-way'
  }
  if (block.connectionId === 'wanted' && frames.add({ kind: 'new-connection-id' })) {
    block.connectionId = 'under-way'
  }
  if (block.ping === 'wanted' && frames.add({ kind: 'ping' })) block.ping = 'none'
}

function addStream(block: ControlBlock, frames: Frames): void {
  const { outgoing } = block
  while (addPart(block, outgoing, 'stream', 'data', frames)) {}
  if (block.fin !== 'wanted' || outgoing.isPending) return
  const { written: offset } = outgoing
  const end: Frame = { kind: 'stream', offset, length: 0, fin: true, limited: false }
  if (frames.add(end)) block.fin = 'under-way'
}

/** The end of the stream goes along with the last of it. */
function streamFrame(block: ControlBlock, offset: number, length: number): Frame {
  const fin = block.fin === 'wanted' && offset + length === block.outgoing.written
  if (fin) block.fin = 'under-way'
  // Whoever has moved is told of the move (§9).
  const { address, heldTo } = block.path
  const isFirst = address === 0
  return { kind: 'stream', offset, length, fin, limited: isFirst && offset < heldTo }
}

/** RFC 9002 §6.2.4: what is under way once more, or, with nothing of that, a PING. */
function addProbe(block: ControlBlock, own: PacketSpace, space: Space, frames: Frames): void {
  const isMeant = block.probe?.space === space
  if (!isMeant && !own.hasElicitingInFlight) return
  const crypto = addPart(block, own.crypto, 'crypto', 'probe', frames)
  const stream =
    space === 'application' && addPart(block, block.outgoing, 'stream', 'probe', frames)
  if (isMeant && !crypto && !stream) frames.add({ kind: 'ping' })
}

/** As much as fits of what is to be sent next, or of what a probe repeats. */
function addPart(
  block: ControlBlock,
  buffer: SendBuffer,
  kind: 'crypto' | 'stream',
  why: 'data' | 'probe',
  frames: Frames,
): boolean {
  const span = why === 'data' ? buffer.next() : buffer.repeated()
  if (span === undefined) return false
  const { start } = span
  const length = fitting(kind, frames.room, start, span.end - start)
  if (length <= 0) return false
  if (buffer.isRepetition(start)) frames.repeats = true
  frames.add(
    kind === 'crypto' ? cryptoFrame(block, start, length) : streamFrame(block, start, length),
  )
  buffer.sent(start, start + length, why)
  return true
}
