/**
 * Everything about an endpoint that can be chosen, with Linux's defaults.
 *
 * Left out: socket buffers and the advertised window's growth (a handshake never fills one),
 * ECN, path MTU discovery, and the urgent pointer.
 */
import { type Bytes, bytes, type Duration, seconds } from '../units.ts'
import type { Congestion } from './congestion/algorithms.ts'

/** The rules that can be switched off one at a time, to measure what each is worth. */
export const RULES = [
  /** Linux ≥ 6.5 `tcp_syn_linear_timeouts`: the first SYN timeouts do not double. */
  'linearSynTimeouts',
  /** A listener repeats its SYN-ACK by a timer of its own (`reqsk_timer_handler`). */
  'synAckTimer',
  /** RFC 7323 §4.1: timestamps are echoed, and give round-trip samples of repeated segments. */
  'timestampEcho',
  /** `tcp_rtt_estimator` (mdev, decay once per round trip) instead of RFC 6298 §2. */
  'linuxEstimator',
  /** Timers are rounded up to the wheel's granularity (`calc_wheel_index`). */
  'timerWheel',
  /** Some timers are served a tick late (timer migration between CPUs). */
  'timerLateness',
  /** RFC 8985 §7. */
  'tailLossProbe',
  /** The 200 ms that a probe waits for a delayed ACK when one segment is in flight. */
  'tailLossProbeFloor',
  /** RFC 8985 §6; without it three duplicate acknowledgements (RFC 6675) reveal a loss. */
  'rack',
  /** RFC 6937; without it cwnd falls to ssthresh at once when recovery starts. */
  'proportionalRateReduction',
  /** Undo of a reduction that DSACK, timestamps or F-RTO (RFC 5682) prove to be spurious. */
  'undo',
  /** Small neighbours are repeated as one segment (`tcp_retrans_collapse`). */
  'collapse',
  /** Quick acknowledging at the start and after a duplicate (`tcp_enter_quickack_mode`). */
  'quickAck',
] as const
export type Rule = (typeof RULES)[number]
export type Rules = { readonly [rule in Rule]: boolean }

export type TimerSettings =
  /** Jiffies of 1/`hz` seconds. */
  | {
      readonly kind: 'linux'
      readonly hz: 100 | 250 | 300 | 1000
      /** How often a timer is served a tick late. */
      readonly lateness: number
      /** How long the host's clock had run when time began; drawn from the seed if not given. */
      readonly phase?: Duration
    }
  /** Exact to the microsecond. */
  | { readonly kind: 'ideal' }

export type FastOpenServer =
  | { readonly kind: 'disabled' }
  /** The cookie that this server accepts from, and grants to, this client's address. */
  | { readonly kind: 'enabled'; readonly cookie: string }

/** TCP_KEEPIDLE, TCP_KEEPINTVL and TCP_KEEPCNT of a socket with SO_KEEPALIVE. */
export interface KeepAliveSettings {
  readonly idle: Duration
  readonly interval: Duration
  /** So many without an answer are enough. */
  readonly probes: number
}

export type IpVersion = 'ipv4' | 'ipv6'

export interface TcpSettings {
  /** What carries it: its header counts in every packet, and in the MSS. */
  readonly ip: IpVersion
  readonly mtu: Bytes
  readonly timers: TimerSettings
  readonly congestion: Congestion
  readonly nagle: 'off' | 'on'
  /** Before the first round-trip sample (RFC 6298 §2.1): of SYN, SYN-ACK and first data. */
  readonly initialTimeout: Duration
  /** RFC 6928: 10 segments. */
  readonly initialWindow: number
  /** The receive window that is advertised throughout. */
  readonly receiveWindow: Bytes
  /** net.ipv4.tcp_syn_retries, tcp_syn_linear_timeouts, tcp_synack_retries, tcp_retries2. */
  readonly synRetries: number
  readonly synLinearTimeouts: number
  readonly synAckRetries: number
  readonly dataRetries: number
  /** TCP_USER_TIMEOUT; undefined: the counts above decide. */
  readonly userTimeout: Duration | undefined
  /** SO_KEEPALIVE; undefined: a silent peer is never asked. */
  readonly keepAlive: KeepAliveSettings | undefined
  readonly fastOpen: FastOpenServer
  readonly rules: Rules
}

export const ALL_RULES: Rules = {
  linearSynTimeouts: true,
  synAckTimer: true,
  timestampEcho: true,
  linuxEstimator: true,
  timerWheel: true,
  timerLateness: true,
  tailLossProbe: true,
  tailLossProbeFloor: true,
  rack: true,
  proportionalRateReduction: true,
  undo: true,
  collapse: true,
  quickAck: true,
}

/**
 * Since Linux 6.9 the timers of an idle CPU are run by another one, at its own tick
 * (kernel/time/timer_migration.c), and so now and then a tick late. How often depends on the
 * machine and what else it does. In the logs of test/truth, of timers whose due time is known to
 * the tick: 16 % at constant delay (50 of 400 probes, 41 of 168 delayed acknowledgements), 30 % in
 * the outages (of 649 pairs of consecutive SYN timeouts 131 were 1020, 379 were 1024 and 139 were
 * 1028 ms apart: p·(1 − p) = 0.21). Between them:
 */
const TIMER_LATENESS = 0.2

/** Linux 6.18 as distributed: HZ=250, cubic, and TCP_NODELAY as chat clients set it. */
export const LINUX: TcpSettings = {
  ip: 'ipv4',
  mtu: bytes(1500),
  timers: { kind: 'linux', hz: 250, lateness: TIMER_LATENESS },
  congestion: 'cubic',
  nagle: 'off',
  initialTimeout: seconds(1),
  initialWindow: 10,
  receiveWindow: bytes(65_160),
  synRetries: 6,
  synLinearTimeouts: 4,
  synAckRetries: 5,
  dataRetries: 15,
  userTimeout: undefined,
  keepAlive: undefined,
  fastOpen: { kind: 'disabled' },
  rules: ALL_RULES,
}

/**
 * The same protocol with timers that are exact: for counting round trips. The initial timeout is
 * that of RFC 2988, three seconds, because on a link whose round trip is a whole second Linux's
 * would strike just as the answer arrives.
 */
export const IDEAL: TcpSettings = {
  ...LINUX,
  initialTimeout: seconds(3),
  timers: { kind: 'ideal' },
  rules: { ...ALL_RULES, timerWheel: false },
}

/** IP and TCP headers without options (RFC 791 §3.1, RFC 8200 §3, RFC 9293 §3.1). */
export const BASE_HEADERS: Readonly<Record<IpVersion, number>> = { ipv4: 20 + 20, ipv6: 40 + 20 }
/** RFC 7323 timestamps with two octets of padding. */
export const TIMESTAMP_OPTION = 12
/** MSS, SACK permitted, timestamps and window scale, as Linux packs them. */
export const SYN_OPTIONS = 20
const MAX_OPTIONS = 40
/** Payload that options leave in any segment: TCP_MIN_SND_MSS less all options. */
const MIN_PAYLOAD = 8

/** What the MSS option announces (RFC 6691): no options deducted. */
export const announcedMss = ({ mtu, ip }: TcpSettings): number => mtu - BASE_HEADERS[ip]

/** Payload of a full segment: 1448 at an MTU of 1500. */
export const payloadMss = (announced: number): number =>
  Math.max(announced - TIMESTAMP_OPTION, MIN_PAYLOAD)

/**
 * What pending SACK blocks leave of it. At the smallest MTUs (RFC 791 §3.2 allows 68) they would
 * leave nothing; such a segment is larger than the MTU, and IP would fragment it.
 */
export const payloadBeside = (options: number, mss: number): number =>
  Math.max(mss - options, MIN_PAYLOAD)

/**
 * What fits into a SYN besides all options (`tcp_send_syn_data`): 1420 at an MTU of 1500, nothing
 * below one of 81.
 */
export const synDataLimit = (mss: number): number => Math.max(mss - MAX_OPTIONS, 0)
