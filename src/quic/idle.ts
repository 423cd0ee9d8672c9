/**
 * When a connection is given up: a handshake that takes too long, or silence for longer than both
 * ends have agreed on (RFC 9000 §10.1), counted from what came last and at least three probe timeouts.
 */
import { type Duration, longer, plus } from '../units.ts'
import type { ControlBlock } from './control-block.ts'

/** A handshake begins. */
export function begin(block: ControlBlock): void {
  block.state = 'handshake'
  block.spaces.initial.keys = 'available'
  block.giveUpAt = plus(block.now, block.settings.handshakeTimeout)
}

/** Something has come. */
export function heard(block: ControlBlock): void {
  const { settings, rtt } = block
  if (!block.isComplete) return
  const { idleTimeout } = settings
  block.giveUpAt =
    idleTimeout === undefined
      ? undefined
      : plus(block.now, longer(idleTimeout, (3 * rtt.probeTimeout) as Duration))
}
