/**
 * RACK loss detection (RFC 8985 §6, net/ipv4/tcp_recovery.c): a chunk is lost when one sent
 * later has been delivered, and a round trip plus a reordering window has passed since it was
 * sent. The window is a quarter of the minimum round trip, nothing once recovery has begun
 * without reordering ever seen, and grows when duplicates are reported.
 */
import { type Chunk, EVER_RETRANSMITTED, LOST, RETRANSMITTED, SACKED } from './chunk.ts'
import { type ControlBlock, RECOVERY } from './control-block.ts'
import { markLost } from './marks.ts'

/** TCP_TIMEOUT_MIN_US: two milliseconds. */
export const TIMEOUT_MIN_US = 2_000
/** TCP_RACK_RECOVERY_THRESH: recoveries for which a widened window is kept. */
const WINDOW_PERSISTENCE = 16
const WINDOW_STEPS_MAX = 255

/** RFC 8985 §6.2 step 2: a chunk has been delivered. */
export const advanceRack = (tcb: ControlBlock, chunk: Chunk): void => {
  const rttUs = tcb.nowUs - chunk.sentUs
  // Sooner than any round trip: it answers the original, not the repetition.
  if (rttUs < tcb.rtt.min && chunk.has(RETRANSMITTED | EVER_RETRANSMITTED)) return
  tcb.rackAdvanced = true
  tcb.rackRttUs = rttUs
  // In order of sending; the kernel compares times, and for equal ones sequence numbers.
  if (chunk.sentAs > tcb.rackSentAs) tcb.rackSentAs = chunk.sentAs
}

/** RFC 8985 §6.2 step 4. Microseconds. */
const reorderingWindow = (tcb: ControlBlock): number => {
  if (!tcb.reorderingSeen && (tcb.recovery >= RECOVERY || tcb.sackedOut >= tcb.reordering)) return 0
  const quarter = tcb.rtt.min === Number.POSITIVE_INFINITY ? 0 : Math.floor(tcb.rtt.min / 4)
  return Math.min(quarter * tcb.rackWindowSteps, tcb.rtt.srtt8 >> 3)
}

/** How long until the chunk is overdue, microseconds (`tcp_rack_skb_timeout`). */
export const untilOverdue = (tcb: ControlBlock, chunk: Chunk, window: number): number =>
  tcb.rackRttUs + window - (tcb.nowUs - chunk.sentUs)

/** Marks what is overdue; returns how long the last of the undecided has yet to wait, or 0. */
const detectLosses = (tcb: ControlBlock): number => {
  const window = reorderingWindow(tcb)
  const { chunks } = tcb
  let wait = 0
  for (let i = 0; i < chunks.length; i += 1) {
    const chunk = chunks[i]
    if (chunk === undefined || chunk.has(SACKED)) continue
    if (chunk.has(LOST) && !chunk.has(RETRANSMITTED)) continue
    if (chunk.sentAs >= tcb.rackSentAs) continue
    const remaining = untilOverdue(tcb, chunk, window)
    if (remaining <= 0) markLost(tcb, chunk)
    else if (remaining > wait) wait = remaining
  }
  return wait
}

/** After an acknowledgement; true when the reordering timer has been armed. */
export const markLossesByRack = (tcb: ControlBlock): boolean => {
  if (!tcb.rackAdvanced) return false
  tcb.rackAdvanced = false
  const wait = detectLosses(tcb)
  if (wait === 0) return false
  tcb.arm('reorder', tcb.wheel.fromMicroseconds(wait + TIMEOUT_MIN_US))
  return true
}

/** The reordering timer has fired. */
export const markOverdue = (tcb: ControlBlock): void => {
  detectLosses(tcb)
}

/** RFC 8985 §6.2 step 4, the window's growth (`tcp_rack_update_reo_wnd`). */
export const adaptReorderingWindow = (tcb: ControlBlock, priorDelivered: number): void => {
  if (priorDelivered === 0) return
  if (priorDelivered < tcb.rackLastDelivered) tcb.rackDuplicateSeen = false
  if (tcb.rackDuplicateSeen) {
    tcb.rackWindowSteps = Math.min(WINDOW_STEPS_MAX, tcb.rackWindowSteps + 1)
    tcb.rackDuplicateSeen = false
    tcb.rackLastDelivered = tcb.delivered
    tcb.rackWindowPersist = WINDOW_PERSISTENCE
  } else if (tcb.rackWindowPersist === 0) tcb.rackWindowSteps = 1
}

/** RFC 6675 §4 for comparison: three chunks sacked above one make it lost, once. */
export const markLossesByDuplicates = (tcb: ControlBlock): void => {
  const { chunks } = tcb
  let above = 0
  for (let i = chunks.length - 1; i >= 0; i -= 1) {
    const chunk = chunks[i]
    if (chunk === undefined) continue
    if (chunk.has(SACKED)) above += 1
    else if (above >= tcb.reordering && !chunk.has(LOST)) markLost(tcb, chunk)
  }
}
