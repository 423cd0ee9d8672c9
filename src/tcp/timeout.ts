/**
 * The retransmission timeout (RFC 6298 §5; `tcp_rearm_rto`, `tcp_enter_loss`,
 * `tcp_timeout_mark_lost`, `tcp_retransmit_timer`) and how long it is tried.
 */
import { LOST, SACKED } from './chunk.ts'
import { thresholdAfterLoss } from './congestion/requirements.ts'
import { currentThreshold } from './congestion/window.ts'
import { type ControlBlock, DISORDER, LOSS, RECOVERY } from './control-block.ts'
import { markLost } from './marks.ts'
import { untilOverdue } from './rack.ts'
import { retransmit } from './retransmit.ts'
import { RTO_MIN_US } from './rtt-estimator.ts'
import { beginUndo } from './undo.ts'
import { clampToUserTimeout, userTimedOut } from './user-timeout.ts'

/** How far in the future the RTO of the oldest chunk lies, microseconds (`tcp_rto_delta_us`). */
export const untilTimeout = (tcb: ControlBlock): number => {
  const head = tcb.chunks[0]
  if (head === undefined) return 0
  return head.sentUs + tcb.wheel.toMicroseconds(tcb.rto) - tcb.nowUs
}

export const rearmTimeout = (tcb: ControlBlock): void => {
  // Fast Open: the timer serves the SYN-ACK until it is acknowledged.
  if (tcb.awaitsSynAckAck) return
  if (tcb.chunks.length === 0) {
    tcb.disarm()
    return
  }
  let jiffies = tcb.rto
  // What a probe or reordering timer has waited already is deducted.
  if (tcb.timer === 'reorder' || tcb.timer === 'probe')
    jiffies = tcb.wheel.fromMicroseconds(Math.max(untilTimeout(tcb), 1))
  tcb.arm('retransmit', jiffies)
}

/** `tcp_enter_loss`. */
export const enterLoss = (tcb: ControlBlock): void => {
  const fresh = tcb.recovery < RECOVERY
  markAllLost(tcb)
  if (
    tcb.recovery <= DISORDER ||
    tcb.recoveryEnd <= tcb.una ||
    (tcb.recovery === LOSS && tcb.timeouts === 0)
  ) {
    tcb.priorThreshold = currentThreshold(tcb)
    tcb.priorWindow = tcb.window
    tcb.slowStartThreshold = thresholdAfterLoss(tcb)
    tcb.congestion.timedOut()
    beginUndo(tcb)
  }
  tcb.window = tcb.inFlight + 1
  tcb.windowCount = 0
  tcb.recovery = LOSS
  tcb.recoveryEnd = tcb.next
  tcb.probeEnd = 0
  tcb.frto = tcb.settings.rules.undo && (fresh || tcb.timeouts > 0)
}

/** Everything that is not sacked, except what RACK holds to be sent too recently. */
const markAllLost = (tcb: ControlBlock): void => {
  const { chunks } = tcb
  for (let i = 0; i < chunks.length; i += 1) {
    const chunk = chunks[i]
    if (chunk === undefined) continue
    if (i > 0 && tcb.settings.rules.rack && untilOverdue(tcb, chunk, 0) > 0) continue
    markLost(tcb, chunk)
  }
}

export type TimeoutOutcome = 'repeated' | 'given-up'

/** The timer has fired for the oldest chunk. */
export const timeOut = (tcb: ControlBlock, synSent: boolean): TimeoutOutcome => {
  const head = tcb.chunks[0]
  if (head === undefined) return 'repeated'
  if (synSent ? synExhausted(tcb) : dataExhausted(tcb)) return 'given-up'
  enterLoss(tcb)
  tcb.timeouts += 1
  tcb.totalTimeouts += 1
  if (!head.has(SACKED) && head.has(LOST)) retransmit(tcb, head)
  if (!synSent || !linear(tcb)) tcb.backOff()
  tcb.arm('retransmit', clampToUserTimeout(tcb))
  return 'repeated'
}

const linear = (tcb: ControlBlock): boolean =>
  tcb.settings.rules.linearSynTimeouts && tcb.totalTimeouts <= tcb.settings.synLinearTimeouts

/** net.ipv4.tcp_syn_retries counts the doubling attempts; the linear ones come on top. */
const synExhausted = (tcb: ControlBlock): boolean => {
  const { synRetries, synLinearTimeouts, rules } = tcb.settings
  if (userTimedOut(tcb)) return true
  return tcb.timeouts >= synRetries + (rules.linearSynTimeouts ? synLinearTimeouts : 0)
}

/**
 * `retransmits_timed_out`: gives up once the time that `tcp_retries2` doublings of the minimum
 * RTO would take has passed since the first repetition: 924.6 s for 15. For a socket that the
 * application has closed the kernel has less patience (`tcp_orphan_retries`): 102.2 s. A user timeout
 * says how long instead.
 */
const dataExhausted = (tcb: ControlBlock): boolean => {
  if (tcb.settings.userTimeout !== undefined) return userTimedOut(tcb)
  if (tcb.timeouts === 0 || tcb.firstRetransmitMs === undefined) return false
  const elapsedMs = tcb.timestampMs(tcb.now) - tcb.firstRetransmitMs
  const { dataRetries } = tcb.settings
  const retries = tcb.owner === 'nobody' ? Math.min(dataRetries, ORPHAN_RETRIES) : dataRetries
  return elapsedMs >= patienceMs(retries)
}

/** net.ipv4.tcp_orphan_retries, where it is 0. */
const ORPHAN_RETRIES = 8
const RTO_MIN_MS = RTO_MIN_US / 1_000
/** ilog2(TCP_RTO_MAX / TCP_RTO_MIN). */
const DOUBLINGS = 9
const RTO_MAX_MS = 120_000

const patienceMs = (retries: number): number =>
  retries <= DOUBLINGS
    ? ((1 << (retries + 1)) - 1) * RTO_MIN_MS
    : ((1 << (DOUBLINGS + 1)) - 1) * RTO_MIN_MS + (retries - DOUBLINGS) * RTO_MAX_MS
