/**
 * BBR, version 1 (draft-cardwell-iccrg-bbr-congestion-control-00; net/ipv4/tcp_bbr.c): the window
 * and the pace follow a model of the path, the greatest delivery rate of ten rounds and the least
 * round trip of ten seconds, instead of losses.
 *
 * Startup grows at 2/ln 2 a round until the rate stops rising for three, drain empties the queue,
 * then cycles of eight round trips probe for more, and every ten seconds four segments for the
 * round trip. A loss is answered by packet conservation for a round; afterwards the window is what
 * it was. The window is never below four segments: the first acknowledgement after a handshake or
 * a timeout that left one lifts it to four.
 *
 * Left out: long-term sampling against policers (`bbr_lt_bw_sampling`), allowances for aggregated
 * acknowledgements (`bbr_extra_acked`), and what pacing holds back in the count of what is in
 * flight (`bbr_packets_in_net_at_edt`): all matter in transfers of seconds.
 */
import type { Random } from '../../random.ts'
import type {
  CongestionControl,
  CongestionWindow,
  ModelledSender,
  PathModel,
} from './congestion-control.ts'
import { DeliveryRate, type RatedChunk, type RateSample } from './delivery-rate.ts'
import { FullPipe } from './full-pipe.ts'
import { CYCLE, GAINS, HIGH_GAIN, type Mode } from './gains.ts'
import { Pacing } from './pacing.ts'
import { WindowedMaximum } from './windowed-maximum.ts'

/** The pace stays a little under the rate, so that queues do not grow. */
const PACING_MARGIN = 0.99
const WINDOW_MIN = 4
const WINDOW_INITIAL = 10
const BANDWIDTH_ROUNDS = 10
const MIN_RTT_US = 10_000_000
const PROBE_RTT_US = 200_000
const MICROSECONDS_PER_SECOND = 1_000_000
/** Segments that leave as one group: about a millisecond's. */
const GROUPS_PER_SECOND = 1_024
const GROUP_MAX = 127

export class Bbr implements CongestionControl, PathModel {
  readonly model: PathModel = this
  readonly pacing: Pacing = new Pacing()
  readonly #rate = new DeliveryRate()
  readonly #random: Random
  readonly #bandwidths = new WindowedMaximum(BANDWIDTH_ROUNDS)
  readonly #pipe = new FullPipe()
  #mode: Mode = 'startup'
  #phase = 0
  #phaseSinceUs = 0
  #minRttUs = Number.POSITIVE_INFINITY
  #minRttAtUs = 0
  /** When the probe of the round trip may end; undefined until only four are in flight. */
  #probeEndsUs: number | undefined
  #probeRoundDone = false
  #round = 0
  #roundEnd = 0
  #roundStarted = false
  #conserving = false
  #before: 'open' | 'recovery' | 'loss' = 'open'
  #priorWindow = 0
  #restarted = false
  /** The round trip that the acknowledgement being looked at tells. */
  #sampleUs: number | undefined

  constructor(random: Random) {
    this.#random = random
  }

  /** Segments a microsecond. */
  get bandwidth(): number {
    return this.#bandwidths.value
  }

  get mode(): Mode {
    return this.#mode
  }

  /** `bbr_ssthresh`: the threshold stays; what the window was is remembered. */
  thresholdAfterLoss(state: CongestionWindow): number {
    this.#saveWindow(state.window)
    return state.slowStartThreshold
  }

  acknowledged(): void {}

  sampled(_state: CongestionWindow, rttUs: number): void {
    this.#sampleUs = rttUs
  }

  /** `bbr_set_state`. */
  timedOut(): void {
    this.#before = 'loss'
    this.#pipe.timedOut()
  }

  /** `bbr_undo_cwnd`. */
  undone(): void {
    this.#pipe.undone()
  }

  sent(sender: ModelledSender, chunk: RatedChunk): void {
    this.#initialPace(sender)
    if (sender.inFlight === 0 && this.#rate.limit === 'application') {
      // `bbr_cwnd_event`: after a pause without a queue, at the rate that is known.
      this.#restarted = true
      if (this.#mode === 'probe-bandwidth') this.#pace(sender, 1)
      else if (this.#mode === 'probe-rtt') this.#endProbe(sender)
    }
    this.#rate.sent(sender, chunk)
  }

  delivered(chunk: RatedChunk): void {
    this.#rate.delivered(chunk)
  }

  written(sender: ModelledSender): void {
    this.#initialPace(sender)
    this.#rate.noteApplication(sender)
  }

  /** `bbr_main`. */
  answered(sender: ModelledSender, delivered: number, lost: number): void {
    const sample = this.#rate.sample(sender, delivered)
    this.#followRounds(sender, sample)
    if (this.#mode === 'probe-bandwidth') this.#followCycle(sender, delivered, lost)
    if (this.#roundStarted && sample?.limit === 'path') this.#pipe.roundEnded(this.bandwidth)
    this.#lookForDrained(sender)
    this.#followMinRtt(sender, sample)
    this.#sampleUs = undefined
    this.#pace(sender, this.#pacingGain)
    sender.window = this.#windowAfter(sender, delivered, lost)
  }

  get #pacingGain(): number {
    const cycle = this.#mode === 'probe-bandwidth' ? CYCLE[this.#phase] : undefined
    return cycle ?? GAINS[this.#mode].pacing
  }

  /** `bbr_init_pacing_rate_from_rtt`. */
  #initialPace({ window, mss, rtt }: ModelledSender): void {
    if (this.pacing.rate !== 0 || rtt.srtt8 === 0) return
    const perSecond = (window * MICROSECONDS_PER_SECOND) / (rtt.srtt8 / 8)
    this.pacing.rate = perSecond * mss * HIGH_GAIN * PACING_MARGIN
  }

  /** `bbr_set_pacing_rate`: in startup it only rises. */
  #pace({ mss }: ModelledSender, gain: number): void {
    const rate = this.bandwidth * MICROSECONDS_PER_SECOND * mss * gain * PACING_MARGIN
    if (this.#pipe.isFull || rate > this.pacing.rate) this.pacing.rate = rate
  }

  /** `bbr_update_bw`. */
  #followRounds({ delivered }: ModelledSender, sample: RateSample | undefined): void {
    this.#roundStarted = false
    if (sample === undefined) return
    if (sample.priorDelivered >= this.#roundEnd) {
      this.#roundEnd = delivered
      this.#round += 1
      this.#roundStarted = true
      this.#conserving = false
    }
    const bandwidth = sample.delivered / sample.intervalUs
    if (sample.limit === 'path' || bandwidth >= this.bandwidth)
      this.#bandwidths.note(this.#round, bandwidth)
  }

  /** `bbr_is_next_cycle_phase`. */
  #followCycle(sender: ModelledSender, delivered: number, lost: number): void {
    const gain = this.#pacingGain
    const isLong = sender.nowUs - this.#phaseSinceUs > this.#minRttUs
    const inFlight = sender.inFlight + delivered + lost
    let isOver = isLong
    if (gain > 1) isOver = isLong && (lost > 0 || inFlight >= this.#flight(sender, gain))
    else if (gain < 1) isOver = isLong || inFlight <= this.#flight(sender, 1)
    if (isOver) this.#nextPhase(sender)
  }

  #nextPhase({ nowUs }: ModelledSender): void {
    this.#phase = (this.#phase + 1) % CYCLE.length
    this.#phaseSinceUs = nowUs
  }

  /** `bbr_check_drain`. */
  #lookForDrained(sender: ModelledSender): void {
    if (this.#mode === 'startup' && this.#pipe.isFull) {
      this.#mode = 'drain'
      sender.slowStartThreshold = this.#flight(sender, 1)
    }
    if (this.#mode === 'drain' && sender.inFlight <= this.#flight(sender, 1))
      this.#probeBandwidth(sender)
  }

  /** `bbr_reset_probe_bw_mode`: anywhere in the cycle but where it drains. */
  #probeBandwidth(sender: ModelledSender): void {
    this.#mode = 'probe-bandwidth'
    this.#phase = CYCLE.length - 1 - this.#random.below(CYCLE.length - 1)
    this.#nextPhase(sender)
  }

  /** `bbr_update_min_rtt`. */
  #followMinRtt(sender: ModelledSender, sample: RateSample | undefined): void {
    const { nowUs, rtt } = sender
    if (this.#minRttUs === Number.POSITIVE_INFINITY) this.#noteMinRtt(rtt.min, nowUs)
    const isStale = nowUs > this.#minRttAtUs + MIN_RTT_US
    const sampleUs = this.#sampleUs
    if (sampleUs !== undefined && (isStale || sampleUs < this.#minRttUs))
      this.#noteMinRtt(sampleUs, nowUs)
    if (isStale && !this.#restarted && this.#mode !== 'probe-rtt') {
      this.#mode = 'probe-rtt'
      this.#saveWindow(sender.window)
      this.#probeEndsUs = undefined
    }
    if (this.#mode === 'probe-rtt') this.#probeRtt(sender)
    if (sample !== undefined && sample.delivered > 0) this.#restarted = false
  }

  #noteMinRtt(rttUs: number, nowUs: number): void {
    this.#minRttUs = rttUs
    this.#minRttAtUs = nowUs
  }

  #probeRtt(sender: ModelledSender): void {
    this.#rate.limitToApplication(sender)
    if (this.#probeEndsUs === undefined) {
      if (sender.inFlight > WINDOW_MIN) return
      this.#probeEndsUs = sender.nowUs + PROBE_RTT_US
      this.#probeRoundDone = false
      this.#roundEnd = sender.delivered
      return
    }
    if (this.#roundStarted) this.#probeRoundDone = true
    if (this.#probeRoundDone) this.#endProbe(sender)
  }

  /** `bbr_check_probe_rtt_done`. */
  #endProbe(sender: ModelledSender): void {
    if (this.#probeEndsUs === undefined || sender.nowUs <= this.#probeEndsUs) return
    this.#minRttAtUs = sender.nowUs
    sender.window = Math.max(sender.window, this.#priorWindow)
    if (this.#pipe.isFull) this.#probeBandwidth(sender)
    else this.#mode = 'startup'
  }

  #saveWindow(window: number): void {
    const isGood = this.#before === 'open' && this.#mode !== 'probe-rtt'
    this.#priorWindow = isGood ? window : Math.max(this.#priorWindow, window)
  }

  /** `bbr_set_cwnd`. */
  #windowAfter(sender: ModelledSender, delivered: number, lost: number): number {
    let window = sender.window
    if (delivered > 0) {
      window = this.#recoverOrRestore(sender, delivered, lost)
      if (!this.#conserving) {
        const target = this.#flight(sender, GAINS[this.#mode].window)
        if (this.#pipe.isFull) window = Math.min(window + delivered, target)
        else if (window < target || sender.delivered < WINDOW_INITIAL) window += delivered
        window = Math.max(window, WINDOW_MIN)
      }
    }
    return this.#mode === 'probe-rtt' ? Math.min(window, WINDOW_MIN) : window
  }

  /** `bbr_set_cwnd_to_recover_or_restore`. */
  #recoverOrRestore(sender: ModelledSender, delivered: number, lost: number): number {
    const { repair, inFlight } = sender
    let window = Math.max(sender.window - lost, 1)
    if (repair === 'recovery' && this.#before !== 'recovery') {
      this.#conserving = true
      this.#roundEnd = sender.delivered
      window = inFlight + delivered
    } else if (repair === 'open' && this.#before !== 'open') {
      this.#conserving = false
      window = Math.max(window, this.#priorWindow)
    }
    this.#before = repair
    return this.#conserving ? Math.max(window, inFlight + delivered) : window
  }

  /** `bbr_inflight`: what fills the path `gain` times over, and groups on their way in the hosts. */
  #flight({ mss }: ModelledSender, gain: number): number {
    let segments = WINDOW_INITIAL
    if (this.#minRttUs !== Number.POSITIVE_INFINITY)
      segments = Math.ceil(this.bandwidth * this.#minRttUs * gain)
    segments += 3 * this.#group(mss)
    segments += segments % 2
    return this.#mode === 'probe-bandwidth' && this.#phase === 0 ? segments + 2 : segments
  }

  /** `bbr_tso_segs_goal`. */
  #group(mss: number): number {
    const segments = Math.floor(this.pacing.rate / GROUPS_PER_SECOND / mss)
    return Math.min(Math.max(segments, this.pacing.leastGroup), GROUP_MAX)
  }
}
