/**
 * The state machine of loss recovery (`tcp_fastretrans_alert`, `tcp_process_loss`; RFC 6675 §5,
 * RFC 8985 §6, RFC 5682 for spurious timeouts): called for every acknowledgement that is a
 * duplicate, reports something, or meets a connection that is not in the open state.
 *
 * Left out: reneging receivers (RFC 2018 §8), ECN, and receivers without SACK.
 */
import type { AckReport } from './ack-report.ts'
import { beginReduction, endReduction } from './congestion/prr.ts'
import { currentThreshold } from './congestion/window.ts'
import { type ControlBlock, DISORDER, LOSS, OPEN, RECOVERY, REDUCING } from './control-block.ts'
import { markLossesByDuplicates, markLossesByRack } from './rack.ts'
import {
  anyRepeated,
  beginUndo,
  keepOpen,
  leaveRecovery,
  undoByDuplicates,
  undoPartially,
  undoTimeout,
} from './undo.ts'

/** What to send once the window has been updated (`REXMIT_*`). */
export type Repair = 'nothing' | 'lost' | 'new'

/** `tcp_ack_is_dubious`. */
export const isDubious = (tcb: ControlBlock, report: AckReport): boolean =>
  !(report.carriesData || report.acked) ||
  report.dataSacked ||
  report.duplicate ||
  tcb.recovery !== OPEN

export const recover = (tcb: ControlBlock, report: AckReport): Repair => {
  if (tcb.recovery === OPEN) tcb.firstRetransmitMs = undefined
  else if (tcb.una >= tcb.recoveryEnd) leaveFinished(tcb, report)

  switch (tcb.recovery) {
    case RECOVERY:
      return continueRecovery(tcb, report)
    case LOSS:
      return continueLoss(tcb, report)
    default:
      return openOrRecover(tcb, report)
  }
}

const leaveFinished = (tcb: ControlBlock, report: AckReport): void => {
  if (tcb.recovery === REDUCING) {
    // Held until something beyond the reduction's end is acknowledged.
    if (tcb.una === tcb.recoveryEnd) return
    endReduction(tcb)
    tcb.recovery = OPEN
  } else if (tcb.recovery === RECOVERY) {
    leaveRecovery(tcb, report)
    endReduction(tcb)
  }
}

const continueRecovery = (tcb: ControlBlock, report: AckReport): Repair => {
  if (report.advanced && undoPartially(tcb, report)) return 'nothing'
  if (undoByDuplicates(tcb)) tryToOpen(tcb)
  identifyLosses(tcb, report)
  if (tcb.recovery !== RECOVERY) {
    if (tcb.lostOut === 0) return 'nothing'
    enterRecovery(tcb)
  }
  return 'lost'
}

const continueLoss = (tcb: ControlBlock, report: AckReport): Repair => {
  const repair = processLoss(tcb, report)
  identifyLosses(tcb, report)
  // A lost repetition, or a timeout taken back, starts over.
  if (tcb.recovery !== OPEN && !report.retransmissionLost) return repair
  return openOrRecover(tcb, report)
}

const openOrRecover = (tcb: ControlBlock, report: AckReport): Repair => {
  if (tcb.recovery <= DISORDER) undoByDuplicates(tcb)
  identifyLosses(tcb, report)
  if (tcb.lostOut === 0) {
    tryToOpen(tcb)
    return 'nothing'
  }
  enterRecovery(tcb)
  return 'lost'
}

const identifyLosses = (tcb: ControlBlock, report: AckReport): void => {
  if (tcb.chunks.length === 0) return
  const repeated = tcb.retransmittedOut
  if (tcb.settings.rules.rack) {
    if (markLossesByRack(tcb)) report.rearm = false
  } else markLossesByDuplicates(tcb)
  if (tcb.retransmittedOut < repeated) report.retransmissionLost = true
}

/** `tcp_try_to_open`. */
const tryToOpen = (tcb: ControlBlock): void => {
  if (!anyRepeated(tcb)) tcb.firstRetransmitMs = undefined
  if (tcb.recovery !== REDUCING) keepOpen(tcb)
}

/** `tcp_enter_recovery`. */
export const enterRecovery = (tcb: ControlBlock): void => {
  // Since Linux 6.12: what an earlier episode has repeated, and is over, is not what this one may take back.
  if (!anyRepeated(tcb)) tcb.firstRetransmitMs = undefined
  tcb.priorThreshold = 0
  beginUndo(tcb)
  if (!tcb.reducing) {
    tcb.priorThreshold = currentThreshold(tcb)
    beginReduction(tcb)
  }
  tcb.recovery = RECOVERY
}

const processLoss = (tcb: ControlBlock, report: AckReport): Repair => {
  const recovered = tcb.una >= tcb.recoveryEnd
  if ((report.advanced || tcb.awaitsSynAckAck) && undoTimeout(tcb, report, 'echo')) return 'nothing'
  if (tcb.frto) {
    // RFC 5682 §3.1 step 3.b: something that was never repeated has arrived.
    if (report.originalDelivered && undoTimeout(tcb, report, 'frto')) return 'nothing'
    if (tcb.next > tcb.recoveryEnd) {
      // Step 3.a: the loss was real.
      if (report.dataSacked || !(report.advanced || report.carriesData)) tcb.frto = false
    } else if (report.advanced && !recovered) {
      tcb.recoveryEnd = tcb.next
      // Step 2.b: new data, if there is any, tells a late original from a repetition.
      if (tcb.unsent > 0) return 'new'
      tcb.frto = false
    }
  }
  if (recovered) {
    leaveRecovery(tcb, report)
    return 'nothing'
  }
  return 'lost'
}
