/**
 * TCP_USER_TIMEOUT (RFC 9293 §3.9.1.1, RFC 5482; `tcp_clamp_rto_to_user_timeout`,
 * `retransmits_timed_out`): how long what was sent may stay unacknowledged before the connection is
 * held for dead. It takes the place of the count of repetitions, of a SYN as well, and the timer is
 * never set beyond it.
 *
 * As in the kernel, time counts from the first repetition by the retransmission timer, not from the
 * first sending: a connection gives up one RTO (and a probe) later than the option's name says. Of a
 * SYN it counts from the first.
 *
 * Left out: probes of a window that is closed (`tcp_clamp_probe0_to_user_timeout`): none closes here.
 */
import { toMilliseconds } from '../units.ts'
import type { ControlBlock } from './control-block.ts'

const MICROSECONDS_PER_MILLISECOND = 1_000

/** Milliseconds; undefined where there is none, or nothing has been repeated. */
const remainingMs = (tcb: ControlBlock): number | undefined => {
  const { userTimeout } = tcb.settings
  if (userTimeout === undefined || tcb.firstRetransmitMs === undefined) return undefined
  const elapsed = tcb.timestampMs(tcb.now) - tcb.firstRetransmitMs
  return toMilliseconds(userTimeout) - elapsed
}

/** Jiffies until the next timeout: the RTO, or what is left of the user's patience. */
export const clampToUserTimeout = (tcb: ControlBlock): number => {
  const remaining = remainingMs(tcb)
  if (remaining === undefined) return tcb.rto
  if (remaining <= 0) return 1
  const left = tcb.wheel.fromMicroseconds(remaining * MICROSECONDS_PER_MILLISECOND)
  return Math.min(tcb.rto, left)
}

/** Whether the user has no patience left; only ever after a repetition. */
export const userTimedOut = (tcb: ControlBlock): boolean =>
  tcb.timeouts > 0 && (remainingMs(tcb) ?? 1) <= 0
