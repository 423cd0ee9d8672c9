/**
 * What an acknowledgement does to the sender, in the kernel's order (`tcp_ack`,
 * `tcp_clean_rtx_queue`, `tcp_ack_update_rtt`, `tcp_cong_control`; RFC 9293 §3.10.7.4).
 */
import type { AckReport } from './ack-report.ts'
import { EVER_RETRANSMITTED, LOST, RETRANSMITTED, SACKED } from './chunk.ts'
import { reduceWindow } from './congestion/prr.ts'
import { follow } from './congestion/requirements.ts'
import { growWindow } from './congestion/window.ts'
import type { ControlBlock } from './control-block.ts'
import { forget } from './marks.ts'
import { adaptReorderingWindow, advanceRack } from './rack.ts'
import { isDubious, type Repair, recover } from './recovery.ts'
import { retransmitLost } from './retransmit.ts'
import { checkReordering, highestSacked, tagSacks } from './scoreboard.ts'
import type { Segment } from './segment.ts'
import { processProbeAck, scheduleProbe } from './tail-loss-probe.ts'
import { rearmTimeout } from './timeout.ts'
import { sendUnsent } from './transmit.ts'

/** In SYN-SENT nothing is repeated in answer to an acknowledgement. */
export type AcknowledgedPhase = 'syn-sent' | 'established'

/** Returns false for an acknowledgement of something never sent. */
export const acknowledge = (
  tcb: ControlBlock,
  segment: Segment,
  report: AckReport,
  phase: AcknowledgedPhase,
): boolean => {
  const { ack } = segment
  const priorUna = tcb.una
  if (ack > tcb.next) return false
  const priorDelivered = tcb.delivered
  const priorLost = tcb.lost
  report.begin(priorUna, highestSacked(tcb), tcb.next, segment.length > 0)
  report.echo = tcb.settings.rules.timestampEcho ? segment.echo : undefined

  if (ack < priorUna) {
    oldAcknowledgement(tcb, segment, report, phase)
    return true
  }
  if (ack > priorUna) {
    report.advanced = true
    tcb.timeouts = 0
  }
  const hadChunks = tcb.chunks.length > 0
  tcb.una = ack
  if (segment.sack.length > 0) tagSacks(tcb, segment, report)
  if (!hadChunks) {
    if (report.duplicate) recover(tcb, report)
    processProbeAck(tcb, ack, report)
    return true
  }
  removeAcknowledged(tcb, report)
  adaptReorderingWindow(tcb, priorDelivered)
  processProbeAck(tcb, ack, report)
  let repair: Repair = 'nothing'
  if (isDubious(tcb, report)) repair = recover(tcb, report)
  if (report.rearm && !scheduleProbe(tcb, 'advancing')) rearmTimeout(tcb)
  const delivered = tcb.delivered - priorDelivered
  const lost = tcb.lost - priorLost
  if (tcb.model !== undefined) {
    // In SYN-SENT the algorithm is not initialised yet (`tcp_init_transfer`).
    if (phase === 'established') follow(tcb, tcb.model, delivered, lost)
  } else if (tcb.reducing) reduceWindow(tcb, delivered, lost, report.advanced)
  else if (report.dataAcked) growWindow(tcb, delivered)
  carryOut(tcb, repair, phase)
  return true
}

/** An acknowledgement overtaken by a later one may still carry news in its SACK blocks. */
const oldAcknowledgement = (
  tcb: ControlBlock,
  segment: Segment,
  report: AckReport,
  phase: AcknowledgedPhase,
): void => {
  if (segment.sack.length === 0) return
  tagSacks(tcb, segment, report)
  carryOut(tcb, recover(tcb, report), phase)
}

/** `tcp_xmit_recovery`. */
const carryOut = (tcb: ControlBlock, repair: Repair, phase: AcknowledgedPhase): void => {
  if (repair === 'nothing' || phase === 'syn-sent') return
  if (repair === 'new') {
    sendUnsent(tcb, 'as-window-allows')
    if (tcb.next > tcb.recoveryEnd) return
    tcb.frto = false
  }
  repeatLost(tcb)
}

export const repeatLost = (tcb: ControlBlock): void => {
  if (retransmitLost(tcb) === 'head-repeated') tcb.arm('retransmit', tcb.rto)
}

const removeAcknowledged = (tcb: ControlBlock, report: AckReport): void => {
  const { chunks } = tcb
  const priorSacked = tcb.sackedOut
  const priorDelivered = tcb.delivered
  let firstUs = -1
  let lastUs = -1
  let lowestOriginal = report.reorderedFrom
  let removed = 0
  for (; removed < chunks.length; removed += 1) {
    const chunk = chunks[removed]
    if (chunk === undefined || chunk.end > tcb.una) break
    if (chunk.has(RETRANSMITTED | EVER_RETRANSMITTED)) report.repeatedAcked = true
    else if (!chunk.has(SACKED)) {
      lastUs = chunk.sentUs
      if (firstUs < 0) firstUs = lastUs
      if (chunk.seq < lowestOriginal) lowestOriginal = chunk.seq
      if (chunk.end <= tcb.recoveryEnd) report.originalDelivered = true
    }
    if (!chunk.has(SACKED)) {
      tcb.delivered += 1
      if (tcb.model !== undefined) tcb.model.delivered(chunk)
      if (
        !isSpuriousRepeat(tcb, chunk.has(RETRANSMITTED | EVER_RETRANSMITTED), chunk.sentUs, report)
      )
        advanceRack(tcb, chunk)
    }
    forget(tcb, chunk)
    chunk.marks &= ~(SACKED | LOST | RETRANSMITTED)
    if (chunk.syn) {
      report.synAcked = true
      tcb.firstRetransmitMs = undefined
    } else report.dataAcked = true
  }
  // One by one: they are few, and to cut them out at once makes an array of them.
  for (let left = removed; left > 0; left -= 1) chunks.shift()
  sampleRtt(tcb, report, firstUs, lastUs, removed === 1 && priorSacked === 0 ? priorDelivered : -1)
  if (removed > 0 && lowestOriginal < report.priorHighestSacked)
    checkReordering(tcb, lowestOriginal)
}

/** The echo predates the repetition: what was acknowledged is the original. */
const isSpuriousRepeat = (
  tcb: ControlBlock,
  repeated: boolean,
  sentUs: number,
  report: AckReport,
): boolean =>
  repeated && report.echo !== undefined && tcb.timestampMs(report.echo) < tcb.timestampMsOf(sentUs)

/**
 * One sample per acknowledgement: from the send time of what was never repeated (RFC 6298 §3,
 * Karn), else from what was sacked, else from the echoed timestamp (RFC 7323 §4.1).
 */
const sampleRtt = (
  tcb: ControlBlock,
  report: AckReport,
  firstUs: number,
  lastUs: number,
  loneDeliveredBefore: number,
): void => {
  let sample = -1
  let latest = -1
  if (firstUs >= 0 && !report.repeatedAcked) {
    sample = tcb.nowUs - firstUs
    latest = tcb.nowUs - lastUs
    if (
      loneDeliveredBefore >= 0 &&
      tcb.una - report.priorUna < tcb.mss &&
      loneDeliveredBefore + 1 === tcb.delivered &&
      !(report.dataSacked || report.duplicate || report.synAcked)
    )
      report.maybeDelayed = true
  }
  let sackSample = -1
  if (report.firstSackedUs >= 0) {
    sackSample = tcb.nowUs - report.firstSackedUs
    latest = tcb.nowUs - report.lastSackedUs
  }
  if (sample < 0) sample = sackSample
  if (sample < 0 && report.acked && report.echo !== undefined) {
    sample = tcb.rttFromEcho(report.echo)
    latest = sample
  }
  if (sample >= 0) {
    if (!(report.maybeDelayed && latest > tcb.rtt.min)) tcb.rtt.observeMinimum(latest)
    tcb.rtt.sample(sample, tcb.una, tcb.next)
    tcb.setTimeoutFromEstimate()
    tcb.congestion.sampled(tcb, latest)
  }
  if (report.acked) report.rearm = true
  else {
    const head = tcb.chunks[0]
    // Not when the sacked data was sent before the head was: the RTO would move on for ever.
    if (head !== undefined && sackSample >= 0 && sackSample > tcb.nowUs - head.sentUs)
      report.rearm = true
  }
}
