/**
 * Taking a reduction back when it proves to have been unnecessary: the repetitions were all
 * reported as duplicates (RFC 3708, DSACK), or the acknowledgement echoes a timestamp from
 * before the first of them (RFC 4015, Eifel) (`tcp_may_undo`, `tcp_undo_cwnd_reduction`, ...).
 */
import type { AckReport } from './ack-report.ts'
import { EVER_RETRANSMITTED, LOST } from './chunk.ts'
import { type ControlBlock, DISORDER, OPEN } from './control-block.ts'
import { checkReordering } from './scoreboard.ts'

const RACK_PERSISTENCE = 16

export const beginUndo = (tcb: ControlBlock): void => {
  tcb.undoMarker = tcb.una
  tcb.undoRetransmits = tcb.retransmittedOut + (tcb.probeEnd !== 0 && tcb.probeRepeats ? 1 : 0)
  // Nothing repeated yet is not the same as everything reported as duplicate.
  if (tcb.undoRetransmits === 0) tcb.undoRetransmits = -1
}

/** The acknowledgement answers something sent before the first repetition. */
const answersOriginal = (tcb: ControlBlock, report: AckReport): boolean => {
  if (tcb.firstRetransmitMs === undefined) return !report.synAcked
  return report.echo !== undefined && tcb.timestampMs(report.echo) < tcb.firstRetransmitMs
}

const mayUndo = (tcb: ControlBlock, report: AckReport): boolean =>
  tcb.settings.rules.undo &&
  tcb.undoMarker !== undefined &&
  (tcb.undoRetransmits === 0 || answersOriginal(tcb, report))

const undoReduction = (tcb: ControlBlock, unmark: 'unmark-lost' | 'keep-marks'): void => {
  if (unmark === 'unmark-lost') {
    for (const chunk of tcb.chunks) chunk.marks &= ~LOST
    tcb.lostOut = 0
  }
  if (tcb.priorThreshold !== 0) {
    if (tcb.model === undefined) tcb.window = Math.max(tcb.window, tcb.priorWindow)
    else tcb.model.undone()
    if (tcb.priorThreshold > tcb.slowStartThreshold) tcb.slowStartThreshold = tcb.priorThreshold
  }
  tcb.undoMarker = undefined
  tcb.rackAdvanced = true
}

export const anyRepeated = (tcb: ControlBlock): boolean =>
  tcb.retransmittedOut > 0 || (tcb.chunks[0]?.has(EVER_RETRANSMITTED) ?? false)

/** `tcp_try_keep_open`. */
export const keepOpen = (tcb: ControlBlock): void => {
  const state = tcb.sackedOut + tcb.lostOut > 0 || anyRepeated(tcb) ? DISORDER : OPEN
  if (tcb.recovery === state) return
  tcb.recovery = state
  tcb.recoveryEnd = tcb.next
}

/** Everything from before the recovery is acknowledged: leave it, with the window if deserved. */
export const leaveRecovery = (tcb: ControlBlock, report: AckReport): void => {
  if (mayUndo(tcb, report)) undoReduction(tcb, 'keep-marks')
  else if (tcb.rackWindowPersist > 0) tcb.rackWindowPersist -= 1
  tcb.recovery = OPEN
}

/** In loss: back to open when the timeout was spurious. */
export const undoTimeout = (
  tcb: ControlBlock,
  report: AckReport,
  evidence: 'frto' | 'echo',
): boolean => {
  const spurious = evidence === 'frto' ? tcb.settings.rules.undo : mayUndo(tcb, report)
  if (!spurious) return false
  undoReduction(tcb, 'unmark-lost')
  tcb.timeouts = 0
  tcb.recovery = OPEN
  return true
}

/** `tcp_try_undo_partial`; true when recovery is to wait and see. */
export const undoPartially = (tcb: ControlBlock, report: AckReport): boolean => {
  if (!tcb.settings.rules.undo) return false
  if (tcb.undoMarker === undefined || !answersOriginal(tcb, report)) return false
  checkReordering(tcb, report.priorUna)
  if (tcb.retransmittedOut > 0) return true
  if (!anyRepeated(tcb)) tcb.firstRetransmitMs = undefined
  undoReduction(tcb, 'unmark-lost')
  keepOpen(tcb)
  return false
}

/** `tcp_try_undo_dsack`. */
export const undoByDuplicates = (tcb: ControlBlock): boolean => {
  if (!tcb.settings.rules.undo) return false
  if (tcb.undoMarker === undefined || tcb.undoRetransmits !== 0) return false
  tcb.rackWindowPersist = Math.min(RACK_PERSISTENCE, tcb.rackWindowPersist + 1)
  undoReduction(tcb, 'keep-marks')
  return true
}
