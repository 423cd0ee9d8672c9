/**
 * The timer of loss detection (RFC 9002 §6.2, App. A.8 and A.9): when the next loss is found, or
 * when nothing has been acknowledged for so long that a probe asks.
 */
import { type Duration, type Instant, plus, sum } from '../units.ts'
import type { ControlBlock } from './control-block.ts'
import { detectLost } from './loss-detection.ts'
import { SPACES, type Space } from './packet.ts'

interface Timeout {
  readonly at: Instant
  readonly space: Space
}

/** The first of what is due; undefined: the timer is off. */
export function lossTimer(block: ControlBlock): Instant | undefined {
  return nextLoss(block)?.at ?? nextProbe(block)?.at
}

/** OnLossDetectionTimeout (App. A.9), if it is due. */
export function lossTimerFired(block: ControlBlock): void {
  const loss = nextLoss(block)
  if (loss !== undefined) {
    if (loss.at <= block.now) detectLost(block, loss.space)
    return
  }
  const probe = nextProbe(block)
  if (probe === undefined || probe.at > block.now) return
  const { hasElicitingInFlight } = block.spaces[probe.space]
  block.probe = { space: probe.space, owed: hasElicitingInFlight ? block.settings.probes : 1 }
  block.probeCount += 1
  block.timerFrom = block.now
  if (probe.space === 'application') repeatControl(block)
}

/** §6.2.4: a probe had better bring something that may have been lost than nothing. */
function repeatControl(block: ControlBlock): void {
  if (block.handshakeDone === 'under-way') block.handshakeDone = 'wanted'
  if (block.connectionId === 'under-way') block.connectionId = 'wanted'
  if (block.fin === 'under-way') block.fin = 'wanted'
}

function nextLoss({ spaces }: ControlBlock): Timeout | undefined {
  let next: Timeout | undefined
  for (const space of SPACES) {
    const at = spaces[space].lossTime
    if (at !== undefined && (next === undefined || at < next.at)) next = { at, space }
  }
  return next
}

/** GetPtoTimeAndSpace (App. A.8). */
function nextProbe(block: ControlBlock): Timeout | undefined {
  const { role, spaces, state, settings, timerFrom } = block
  // A server that may send nothing has nothing to ask.
  if (role === 'server' && block.isLimited) return undefined
  const timeout = backedOff(block, block.rtt.probeTimeout)
  const busy = SPACES.filter((space) => spaces[space].hasElicitingInFlight)
  if (busy.length === 0) {
    // §6.2.2.1: its server may be at its limit, and cannot say so.
    if (block.isAddressKnown || timerFrom === undefined) return undefined
    const space = spaces.handshake.keys === 'available' ? 'handshake' : 'initial'
    return { at: plus(timerFrom, timeout), space }
  }
  let next: Timeout | undefined
  for (const space of busy) {
    const { lastElicitingAt } = spaces[space]
    if (lastElicitingAt === undefined) continue
    // §6.2.1: not for application data before the handshake is confirmed.
    if (space === 'application' && state !== 'confirmed') continue
    const all =
      space === 'application' ? sum(timeout, backedOff(block, settings.maxAckDelay)) : timeout
    const at = plus(lastElicitingAt, all)
    if (next === undefined || at < next.at) next = { at, space }
  }
  return next ?? heldBack(block, timeout)
}

/**
 * What is left of the handshake was lost, and early application data, which nobody can acknowledge before it,
 * fills the congestion window. No timer of App. A.8 runs then, and both ends would wait for ever: what the
 * handshake lacks is sent as a probe, which needs no room (§7).
 */
function heldBack({ spaces, timerFrom }: ControlBlock, timeout: Duration): Timeout | undefined {
  if (timerFrom === undefined) return undefined
  const space = (['initial', 'handshake'] as const).find(
    (one) => spaces[one].keys === 'available' && spaces[one].crypto.isPending,
  )
  return space && { at: plus(timerFrom, timeout), space }
}

const backedOff = ({ probeCount }: ControlBlock, time: Duration): Duration =>
  (time * 2 ** probeCount) as Duration
