/**
 * Proportional rate reduction (RFC 6937, RFC 9937; `tcp_cwnd_reduction`): during recovery the
 * window follows what is delivered, so that it arrives at the threshold when recovery ends.
 */
import { type ControlBlock, REDUCING } from '../control-block.ts'
import { thresholdAfterLoss } from './requirements.ts'

/** `tcp_init_cwnd_reduction`. */
export const beginReduction = (tcb: ControlBlock): void => {
  tcb.recoveryEnd = tcb.next
  tcb.probeEnd = 0
  tcb.windowCount = 0
  tcb.priorWindow = tcb.window
  tcb.prrDelivered = 0
  tcb.prrSent = 0
  tcb.slowStartThreshold = thresholdAfterLoss(tcb)
  if (tcb.model === undefined && !tcb.settings.rules.proportionalRateReduction)
    tcb.window = tcb.slowStartThreshold
}

export const reduceWindow = (
  tcb: ControlBlock,
  delivered: number,
  lost: number,
  progress: boolean,
): void => {
  if (delivered <= 0 || tcb.priorWindow === 0 || tcb.model !== undefined) return
  if (!tcb.settings.rules.proportionalRateReduction) return
  tcb.prrDelivered += delivered
  const room = tcb.slowStartThreshold - tcb.inFlight
  let sendable: number
  if (room < 0) {
    const share = Math.ceil((tcb.slowStartThreshold * tcb.prrDelivered) / tcb.priorWindow)
    sendable = share - tcb.prrSent
  } else {
    sendable = Math.max(tcb.prrDelivered - tcb.prrSent, delivered)
    if (progress && lost === 0) sendable += 1
    sendable = Math.min(room, sendable)
  }
  // The first repetition of a recovery is never held back.
  sendable = Math.max(sendable, tcb.prrSent > 0 ? 0 : 1)
  tcb.window = tcb.inFlight + sendable
}

/** `tcp_end_cwnd_reduction`. */
export const endReduction = (tcb: ControlBlock): void => {
  if (tcb.model !== undefined) return
  if (
    tcb.slowStartThreshold !== Number.POSITIVE_INFINITY &&
    (tcb.recovery === REDUCING || tcb.undoMarker !== undefined)
  )
    tcb.window = tcb.slowStartThreshold
}
