/**
 * Tail loss probe (RFC 8985 §7; `tcp_schedule_loss_probe`, `tcp_send_loss_probe`,
 * `tcp_process_tlp_ack`): when acknowledgements stop coming, new data or the last segment is
 * sent once before the RTO, so that its acknowledgement reveals what is missing.
 */

import { toMicroseconds } from '../units.ts'
import type { AckReport } from './ack-report.ts'
import { beginReduction, endReduction } from './congestion/prr.ts'
import { type ControlBlock, OPEN, REDUCING } from './control-block.ts'
import { TIMEOUT_MIN_US } from './rack.ts'
import { resend } from './retransmit.ts'
import { RTO_MIN_US } from './rtt-estimator.ts'
import { rearmTimeout, untilTimeout } from './timeout.ts'
import { keepOpen } from './undo.ts'

/** From what the RTO is reckoned: from now, or from when the oldest segment was sent. */
export type Reckoning = 'advancing' | 'as-sent'

/** Arms the probe, if the connection may probe; PTO = 2·SRTT, and never later than the RTO. */
export const scheduleProbe = (tcb: ControlBlock, reckoning: Reckoning): boolean => {
  const { rules } = tcb.settings
  if (!rules.tailLossProbe || tcb.awaitsSynAckAck || tcb.chunks.length === 0) return false
  if (tcb.recovery !== OPEN && tcb.recovery !== REDUCING) return false
  let wait = tcb.wheel.fromMicroseconds(probeTimeoutUs(tcb))
  const rto = reckoning === 'advancing' ? tcb.rto : tcb.wheel.fromMicroseconds(untilTimeout(tcb))
  if (rto > 0) wait = Math.min(wait, rto)
  tcb.arm('probe', wait)
  return true
}

const probeTimeoutUs = (tcb: ControlBlock): number => {
  if (tcb.rtt.srtt8 === 0) return toMicroseconds(tcb.settings.initialTimeout)
  const twoRoundTrips = tcb.rtt.srtt8 >> 2
  if (tcb.chunks.length > 1) return twoRoundTrips + TIMEOUT_MIN_US
  // A lone segment may be waiting for a delayed acknowledgement.
  return tcb.settings.rules.tailLossProbeFloor ? twoRoundTrips + RTO_MIN_US : twoRoundTrips
}

/** The probe timer has fired. `sendNew` sends one new segment if there is one. */
export const sendProbe = (tcb: ControlBlock, sendNew: () => boolean): void => {
  if (tcb.probeEnd === 0) {
    tcb.probeRepeats = false
    if (tcb.unsent > 0) {
      if (sendNew()) noteProbe(tcb)
    } else {
      const last = tcb.chunks[tcb.chunks.length - 1]
      if (last !== undefined) {
        resend(tcb, last)
        tcb.probeRepeats = true
        noteProbe(tcb)
      }
    }
  }
  rearmTimeout(tcb)
}

const noteProbe = (tcb: ControlBlock): void => {
  tcb.probeEnd = tcb.next
  // The RTO that follows is a full one, counted from now.
  tcb.timer = 'none'
}

export const processProbeAck = (tcb: ControlBlock, ack: number, report: AckReport): void => {
  if (tcb.probeEnd === 0 || ack < tcb.probeEnd) return
  if (!tcb.probeRepeats || report.probeDuplicate) {
    tcb.probeEnd = 0
  } else if (ack > tcb.probeEnd) {
    // Acknowledged beyond the probe without a duplicate: the original was lost.
    beginReduction(tcb)
    tcb.recovery = REDUCING
    endReduction(tcb)
    keepOpen(tcb)
  } else if (!(report.advanced || report.carriesData || report.acked || report.dataSacked)) {
    tcb.probeEnd = 0
  }
}
