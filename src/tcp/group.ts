/**
 * How many segments leave as one group, which the kernel hands to the device as one (TSO or GSO;
 * `tcp_tso_autosize`, `tcp_tso_segs`).
 *
 * Left out: that groups are larger where the least round trip is below 16 ms (net.ipv4.tcp_tso_rtt_log).
 */
import type { ControlBlock } from './control-block.ts'

/** net.ipv4.tcp_min_tso_segs. */
const GROUP_MIN = 2
/** 64 KiB of a group at most (sk_gso_max_size). */
const GROUP_MAX_BYTES = 65_536
/** A group is at most about one millisecond of the pacing rate (sk_pacing_shift 10). */
const GROUPS_PER_SECOND = 1_024
const MICROSECONDS_PER_SECOND = 1_000_000
/** net.ipv4.tcp_pacing_ss_ratio, tcp_pacing_ca_ratio. */
const PACING_SLOW_START = 2
const PACING_AVOIDANCE = 1.2

export const groupLimit = (tcb: ControlBlock): number => {
  const srttUs = tcb.rtt.srtt8 >> 3
  if (srttUs === 0) return Math.floor(GROUP_MAX_BYTES / tcb.mss)
  if (tcb.model !== undefined) {
    const { rate, leastGroup } = tcb.model.pacing
    return groupAtRate(tcb, rate, leastGroup)
  }
  const ratio = tcb.window < tcb.slowStartThreshold / 2 ? PACING_SLOW_START : PACING_AVOIDANCE
  const rate = (tcb.mss * tcb.window * ratio * MICROSECONDS_PER_SECOND) / srttUs
  return groupAtRate(tcb, rate, GROUP_MIN)
}

const groupAtRate = (tcb: ControlBlock, rate: number, least: number): number => {
  const bytes = Math.min(rate / GROUPS_PER_SECOND, GROUP_MAX_BYTES)
  return Math.max(Math.floor(bytes / tcb.mss), least)
}
