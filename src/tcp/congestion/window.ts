/**
 * Whether the window was in use, and what follows (RFC 7661's concern; `tcp_cwnd_validate`,
 * `tcp_is_cwnd_limited`, `tcp_cwnd_restart`): it grows only when it was the limit, and decays
 * after an idle time longer than the RTO.
 */
import type { ControlBlock } from '../control-block.ts'
import { grow } from './requirements.ts'

/** After sending: remember how full the window has been in this round. */
export const noteWindowUse = (tcb: ControlBlock, limited: boolean): void => {
  const inFlight = tcb.chunks.length
  if (
    tcb.una >= tcb.windowUsageEnd ||
    limited ||
    (!tcb.windowLimited && inFlight > tcb.mostInFlight)
  ) {
    tcb.windowLimited = limited
    tcb.mostInFlight = inFlight
    tcb.windowUsageEnd = tcb.next
  }
}

const isLimiting = (tcb: ControlBlock): boolean =>
  tcb.windowLimited || (tcb.inSlowStart && tcb.window < 2 * tcb.mostInFlight)

export const growWindow = (tcb: ControlBlock, segments: number): void => {
  if (isLimiting(tcb)) grow(tcb, segments)
}

/** `tcp_current_ssthresh`: what undoing a reduction would restore. */
export const currentThreshold = (tcb: ControlBlock): number =>
  tcb.reducing
    ? tcb.slowStartThreshold
    : Math.max(tcb.slowStartThreshold, (tcb.window >> 1) + (tcb.window >> 2))

/** Before new data after a pause: halve for every RTO of idleness (net.ipv4.tcp_slow_start_after_idle). */
export const restartAfterIdle = (tcb: ControlBlock): void => {
  if (tcb.chunks.length > 0 || tcb.model !== undefined) return
  let idle = tcb.wheel.jiffies(tcb.now) - tcb.lastSentJiffies
  if (idle <= tcb.rto) return
  const restart = Math.min(tcb.settings.initialWindow, tcb.window)
  tcb.slowStartThreshold = currentThreshold(tcb)
  for (idle -= tcb.rto; idle > 0 && tcb.window > restart; idle -= tcb.rto) tcb.window >>= 1
  tcb.window = Math.max(tcb.window, restart)
  tcb.windowCount = 0
}
