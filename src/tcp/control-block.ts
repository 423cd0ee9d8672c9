/**
 * The transmission control block (RFC 9293 §3.3.1): everything a connection's sender remembers,
 * and the two acts that all its rules share, arming the timer and counting what is in flight.
 *
 * The rules themselves are functions in files of their own that read and change this record, as
 * Linux's do with `struct tcp_sock`; names of the kernel's fields are given where they differ.
 */
import type { Random } from '../random.ts'
import { type Instant, NANOSECONDS_PER_MILLISECOND, toMicroseconds } from '../units.ts'
import type { Chunk } from './chunk.ts'
import { congestionControl } from './congestion/algorithms.ts'
import type { CongestionControl, PathModel } from './congestion/congestion-control.ts'
import { RTO_MAX_US, RttEstimator } from './rtt-estimator.ts'
import { announcedMss, payloadBeside, payloadMss, type TcpSettings } from './settings.ts'
import { TimerWheel } from './timer-wheel.ts'

/** Where loss recovery stands (`enum tcp_ca_state`), in the kernel's order. */
export const OPEN = 0
export const DISORDER = 1
/** Reducing the window although nothing is being repeated (after a probe found a loss). */
export const REDUCING = 2
export const RECOVERY = 3
export const LOSS = 4

/** What the one retransmission timer is armed for (`icsk_pending`). */
export type TimerPurpose = 'none' | 'retransmit' | 'probe' | 'reorder'

export const NEVER = Number.POSITIVE_INFINITY as Instant

const NANOSECONDS_PER_MICROSECOND = 1_000
const MICROSECONDS_PER_MILLISECOND = 1_000
/** net.ipv4.tcp_reordering. */
export const REORDERING_INITIAL = 3

/**
 * Why a chunk leaves. A burst's last segment carries PSH (Linux ≥ 5.4 sets it on what it hands to
 * the device at once), whether it is sent for the first time or again.
 */
export type Sending = 'first' | 'burst-end' | 'again' | 'burst-end-again'

/** Whether a segment that carries no chunk has been sent before. */
export type Instance = 'first' | 'again'

/** A short segment that Nagle's algorithm holds back, from a sequence number on. */
export interface HeldBack {
  readonly from: number
  /** Sequence number at the end of what has to be acknowledged first. */
  readonly behind: number
}

/** What the sender needs of the endpoint around it. */
export interface Wire {
  transmitChunk(chunk: Chunk, sending: Sending): void
  /** What was held back leaves, because what it waited for has been acknowledged. */
  released(held: HeldBack): void
  /** What the options of the next segment take beyond the timestamps. */
  extraOptions(): number
}

export class ControlBlock {
  readonly settings: TcpSettings
  readonly wheel: TimerWheel
  readonly rtt: RttEstimator
  readonly congestion: CongestionControl
  readonly model: PathModel | undefined
  readonly wire: Wire

  /** The time of the input being handled. */
  now = 0 as Instant
  nowUs = 0

  mss: number
  /** SND.UNA, SND.NXT, and the end of what the application has written. */
  una = 0
  next = 0
  writeEnd = 1
  finWanted = false
  /** Whether the application still has the socket (`SOCK_DEAD`). */
  owner: 'application' | 'nobody' = 'application'
  held: HeldBack | undefined
  /** Sent and unacknowledged, by sequence number. */
  readonly chunks: Chunk[] = []
  sackedOut = 0
  lostOut = 0
  retransmittedOut = 0
  /** Highest end of a selectively acknowledged chunk (`tcp_highest_sack_seq`), or `una`. */
  highestSacked = 0
  /** Segments ever sent, repetitions included. */
  transmissions = 0
  /** Segments ever delivered, ever held lost, ever repeated. */
  delivered = 0
  lost = 0
  totalRetransmits = 0
  /** Duplicates that the peer has reported. */
  duplicatesReported = 0

  window: number
  slowStartThreshold = NEVER as number
  windowCount = 0
  priorWindow = 0
  priorThreshold = 0
  windowLimited = false
  mostInFlight = 0
  windowUsageEnd = 0
  lastSentJiffies = 0
  /** RFC 6937: segments delivered and sent since the reduction began. */
  prrDelivered = 0
  prrSent = 0

  recovery: number = OPEN
  /** End of the window in which the last loss was found (`high_seq`). */
  recoveryEnd = 0
  undoMarker: number | undefined
  /** Repetitions not yet reported as duplicates; −1 when nothing has been repeated. */
  undoRetransmits = 0
  /** When this recovery's first repetition was sent (the timestamp clock), or undefined. */
  firstRetransmitMs: number | undefined
  /** RFC 5682 is looking at the current timeout. */
  frto = false
  reordering = REORDERING_INITIAL
  reorderingSeen = false

  /** RFC 8985 §6.2: of the most recently sent segment that has been delivered. */
  rackSentAs = 0
  rackRttUs = 0
  rackAdvanced = false
  rackWindowSteps = 1
  rackWindowPersist = 0
  rackDuplicateSeen = false
  rackLastDelivered = 0

  /** `tlp_high_seq`: SND.NXT when the probe was sent, 0 when none is out. */
  probeEnd = 0
  probeRepeats = false

  timer: TimerPurpose = 'none'
  timerDue: Instant = NEVER
  /** RTO in jiffies, backed off. */
  rto: number
  /** Timeouts since the last progress, and ever. */
  timeouts = 0
  totalTimeouts = 0
  /** A passive Fast Open connection whose SYN-ACK is not acknowledged (`fastopen_rsk`). */
  awaitsSynAckAck = false
  #buffers = 0

  constructor(settings: TcpSettings, random: Random, wire: Wire) {
    this.settings = settings
    this.wire = wire
    this.wheel = new TimerWheel(settings, random)
    this.rtt = new RttEstimator(settings.rules.linuxEstimator ? 'linux' : 'rfc6298')
    this.congestion = congestionControl(settings.congestion, random)
    this.model = this.congestion.model
    this.mss = payloadMss(announcedMss(settings))
    this.window = settings.initialWindow
    this.rto = this.wheel.fromMicroseconds(toMicroseconds(settings.initialTimeout))
  }

  /** Notes the time; every input begins with it. */
  tick(now: Instant): void {
    this.now = now
    this.nowUs = Math.floor(now / NANOSECONDS_PER_MICROSECOND)
  }

  /** The timestamp clock of RFC 7323 as Linux runs it: milliseconds, with the host's phase. */
  timestampMs(at: Instant): number {
    return Math.floor((at + this.wheel.phaseNs) / NANOSECONDS_PER_MILLISECOND)
  }

  timestampMsOf(sentUs: number): number {
    return this.timestampMs((sentUs * NANOSECONDS_PER_MICROSECOND) as Instant)
  }

  /** `tcp_rtt_tsopt_us`: what an echoed timestamp says, never less than a millisecond. */
  rttFromEcho(echo: Instant): number {
    const elapsedMs = this.timestampMs(this.now) - this.timestampMs(echo)
    return Math.max(elapsedMs, 1) * MICROSECONDS_PER_MILLISECOND
  }

  /** The chunk leaves now. */
  stamp(chunk: Chunk): void {
    this.transmissions += 1
    chunk.sentUs = this.nowUs
    chunk.sentAs = this.transmissions
    this.lastSentJiffies = this.wheel.jiffies(this.now)
    if (this.model !== undefined) this.model.sent(this, chunk)
  }

  /** For segments that are handed to the device as one. */
  newBuffer(): number {
    this.#buffers += 1
    return this.#buffers
  }

  /** `tcp_current_mss`: pending SACK blocks make segments shorter. */
  get currentMss(): number {
    return payloadBeside(this.wire.extraOptions(), this.mss)
  }

  get unsent(): number {
    return this.writeEnd - Math.max(this.next, 1) + (this.finWanted ? 1 : 0)
  }

  /** RFC 6675 "pipe", as `tcp_packets_in_flight` counts it. */
  get inFlight(): number {
    return this.chunks.length - this.sackedOut - this.lostOut + this.retransmittedOut
  }

  get reducing(): boolean {
    return this.recovery === REDUCING || this.recovery === RECOVERY
  }

  get repair(): 'open' | 'recovery' | 'loss' {
    if (this.recovery === LOSS) return 'loss'
    return this.recovery === RECOVERY ? 'recovery' : 'open'
  }

  get inSlowStart(): boolean {
    return this.window < this.slowStartThreshold
  }

  arm(purpose: TimerPurpose, jiffies: number): void {
    this.timer = purpose
    const most = this.wheel.fromMicroseconds(RTO_MAX_US)
    this.timerDue = this.wheel.expiry(this.now, Math.min(jiffies, most))
  }

  disarm(): void {
    this.timer = 'none'
    this.timerDue = NEVER
  }

  setTimeoutFromEstimate(): void {
    this.rto = this.wheel.fromMicroseconds(Math.min(this.rtt.timeout, RTO_MAX_US))
  }

  backOff(): void {
    this.rto = Math.min(this.rto * 2, this.wheel.fromMicroseconds(RTO_MAX_US))
  }
}
