/** The first datagram at a server, and what it may ask for before anything else (RFC 9000 §8.1.2). */
import { CongestionWindow } from './congestion.ts'
import type { ControlBlock } from './control-block.ts'
import { begin } from './idle.ts'
import { forget } from './loss-detection.ts'
import type { Datagram } from './packet.ts'
import { FULL_DATAGRAM, sendRetry } from './transmit.ts'

/** Whether the server knows the connection by now that this datagram is of. */
export function met(
  block: ControlBlock,
  { packets, token, size, path }: Extract<Datagram, { readonly kind: 'packets' }>,
): boolean {
  if (block.state !== 'idle') return true
  // §14.1: what is smaller opens nothing.
  if (size < FULL_DATAGRAM || !packets.some(({ type }) => type === 'initial')) return false
  if (block.settings.retry === 'always' && !token) {
    sendRetry(block, path)
    return false
  }
  begin(block)
  block.hasRetried = token
  if (token) block.path.isProved()
  block.say({ kind: 'connected' })
  return true
}

/**
 * Client: says all of it again with the token (§17.2.5), and numbers go on (§17.2.5.3). The path is
 * as new to loss detection (RFC 9002 §6.2.2), which may take a sample of it and here does not.
 */
export function retried(block: ControlBlock): void {
  const { spaces } = block
  // §17.2.5.2: one at most, and none once the server has said anything else.
  if (block.state !== 'handshake' || block.token === 'held') return
  if (!spaces.initial.received.isEmpty) return
  block.token = 'held'
  const hello = forget(block, 'initial', () => true)
  const early = forget(block, 'application', () => true)
  block.congestion = new CongestionWindow(block.settings.datagram)
  block.probeCount = 0
  for (const { frames } of [...hello, ...early]) {
    for (const frame of frames) {
      if (frame.kind === 'crypto') {
        spaces.initial.crypto.lost(frame.offset, frame.offset + frame.length)
      } else if (frame.kind === 'stream') {
        block.outgoing.lost(frame.offset, frame.offset + frame.length)
      }
    }
  }
  block.say({ kind: 'retried' })
}
