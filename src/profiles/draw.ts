/**
 * The link of one trial, drawn from a resolved profile.
 *
 * Every figure has a generator of its own, forked by its name from the trial's: the same trial
 * draws the same link whatever the strategy, and overriding one figure leaves what is drawn for
 * the others as it was.
 *
 * A packet meets the stages in this order, each way: outage or handover, radio, loss, rate and
 * queue, delay and jitter. So a packet that the air loses costs no time on the bottleneck, and
 * what is queued is what the radio let through.
 *
 * How a round trip's figures are divided: its time in two equal halves unless the profile gives
 * both ways; the variance of normal jitter in two equal halves (so that the round trip has the
 * deviation that was measured); jitter that was measured as a whole round trip is carried by
 * the downlink alone. There is no MTU stage: both ends know the MTU and send nothing larger.
 */
import type { Impairment, JitterDistribution, LinkSettings } from '../link/settings.ts'
import type { Random } from '../random.ts'
import type { BitRate, Bytes, Duration } from '../units.ts'
import { drawnOutages, outageProcess } from './outage-draw.ts'
import { PoissonService } from './poisson-service.ts'
import type {
  ResolvedDirection,
  ResolvedHandover,
  ResolvedJitter,
  ResolvedLoss,
  ResolvedProfile,
  ResolvedRoundTrip,
} from './resolve.ts'
import { drawn, median, type QuantilePoint, valueAt } from './spread.ts'

export interface TrialLink {
  readonly link: LinkSettings
  /** The base round trip of this trial: delays both ways, without jitter and queues. */
  readonly rtt: Duration
  readonly mtu: Bytes
}

/**
 * For how long outages are drawn unless the caller says: twice the default timeout of an
 * attempt. What lies beyond changes no draw before it.
 */
const WINDOW = 120e9 as Duration

/** Each direction gets this share of a round trip's deviation: the root of half its variance. */
const DEVIATION_SHARE = Math.SQRT1_2

/** Prepares what all trials share; the function returned draws one trial's link. */
export function linkDrawer(
  profile: ResolvedProfile,
  window: Duration = WINDOW,
): (random: Random) => TrialLink {
  const rateStage = {
    up: rateDrawer(profile.up, profile.service, 'up'),
    down: rateDrawer(profile.down, profile.service, 'down'),
  }
  const interruptions = interruptionDrawer(profile, window)
  const fixedLoss = { up: lossStages(profile.up.loss), down: lossStages(profile.down.loss) }
  return (random) => {
    const delay = drawnDelays(profile.rtt, random)
    const jitter = drawnJitter(profile.jitter, random)
    const shared = [...interruptions(random), ...radioStages(profile, random)]
    const stages = (way: 'up' | 'down'): Impairment[] => [
      ...shared,
      ...fixedLoss[way],
      ...rateStage[way](random),
      ...delayStages(delay[way], jitter[way]),
    ]
    return {
      link: { up: stages('up'), down: stages('down') },
      rtt: (delay.up + delay.down) as Duration,
      mtu: profile.mtu,
    }
  }
}

const drawers = new WeakMap<ResolvedProfile, (random: Random) => TrialLink>()

/** One trial's link. What all trials of a profile share is prepared once and remembered. */
export function linkFor(profile: ResolvedProfile, random: Random): TrialLink {
  const known = drawers.get(profile)
  if (known !== undefined) return known(random)
  const made = linkDrawer(profile)
  drawers.set(profile, made)
  return made(random)
}

interface EachWay<T> {
  readonly up: T
  readonly down: T
}

/** Halves that add up to the whole, to the nanosecond. */
function drawnDelays(rtt: ResolvedRoundTrip, random: Random): EachWay<Duration> {
  if (rtt.kind === 'one-way') return rtt
  const whole = drawn(rtt, random.fork('rtt'))
  const up = Math.floor(whole / 2)
  return { up: up as Duration, down: (whole - up) as Duration }
}

/** Jitter of one direction around its delay, to which `offset` has to be added first. */
interface OneWayJitter {
  readonly offset: number
  readonly distribution: JitterDistribution | undefined
}

const STEADY: OneWayJitter = { offset: 0, distribution: undefined }

function drawnJitter(jitter: ResolvedJitter, random: Random): EachWay<OneWayJitter> {
  switch (jitter.kind) {
    case 'none':
      return { up: STEADY, down: STEADY }
    case 'plus-minus': {
      const either = uniform(0, jitter.spread)
      return { up: either, down: either }
    }
    case 'plus': {
      const half = Math.floor(jitter.most / 2)
      return { up: STEADY, down: uniform(half, half) }
    }
    case 'normal': {
      const deviation = drawn(jitter.roundTrip, random.fork('jitter'))
      const either = normal(Math.round(deviation * DEVIATION_SHARE))
      return { up: either, down: either }
    }
    case 'normal-one-way':
      return { up: normal(jitter.up), down: normal(jitter.down) }
    case 'table':
      return { up: STEADY, down: { offset: 0, distribution: centred(jitter.points) } }
  }
}

/** What the delay differs from its median, which the round trip already contains. */
function centred(points: readonly QuantilePoint<Duration>[]): JitterDistribution {
  const middle = valueAt(points, 0.5)
  const around = points.map(({ quantile, value }) => ({
    quantile,
    value: (value - middle) as Duration,
  }))
  return { kind: 'table', table: { points: around } }
}

const uniform = (offset: number, spread: number): OneWayJitter =>
  spread === 0 ? STEADY : { offset, distribution: { kind: 'uniform', spread: spread as Duration } }

const normal = (deviation: number): OneWayJitter =>
  deviation === 0
    ? STEADY
    : { offset: 0, distribution: { kind: 'normal', deviation: deviation as Duration } }

function delayStages(delay: Duration, { offset, distribution }: OneWayJitter): Impairment[] {
  if (distribution === undefined) return delay === 0 ? [] : [{ kind: 'delay', delay }]
  const middle = (delay + offset) as Duration
  return [{ kind: 'jitter', delay: middle, distribution, reordering: false }]
}

/** A Gilbert–Elliott model that never loses anything is left out: it would only cost time. */
function lossStages(loss: ResolvedLoss): Impairment[] {
  if (loss.kind === 'independent') {
    return loss.probability === 0 ? [] : [{ kind: 'loss', probability: loss.probability }]
  }
  const lossless = loss.lossGood === 0 && (loss.p === 0 || loss.lossBad === 0)
  const { p, r, lossBad, lossGood } = loss
  return lossless ? [] : [{ kind: 'burst-loss', p, r, lossBad, lossGood }]
}

function rateDrawer(
  { rate, queue }: ResolvedDirection,
  service: 'steady' | 'poisson',
  way: 'up' | 'down',
): (random: Random) => Impairment[] {
  if (rate.kind === 'unlimited') return () => []
  if (service === 'poisson') {
    const recordings = new PoissonService(median(rate), way)
    return (random) => [
      { kind: 'trace', opportunitiesMs: recordings.drawn(random.fork(`service ${way}`)), queue },
    ]
  }
  return (random) => {
    const bitRate: BitRate = drawn(rate, random.fork(`rate ${way}`))
    return [{ kind: 'rate', rate: bitRate, queue }]
  }
}

function radioStages({ radio }: ResolvedProfile, random: Random): Impairment[] {
  if (radio.kind === 'none') return []
  const own = random.fork('radio')
  const promotion = drawn(radio.promotion, own)
  const idleAfter = drawn(radio.idleAfter, own)
  return [{ kind: 'radio', promotion, idleAfter, initially: radio.initially }]
}

/** Outages and handovers: what stops everything, in both directions alike. */
function interruptionDrawer(
  { outage, handover }: ResolvedProfile,
  window: Duration,
): (random: Random) => Impairment[] {
  const process = outage.kind === 'recurring' ? outageProcess(outage) : undefined
  const listed: Impairment[] =
    outage.kind === 'listed' ? outage.outages.map((one) => ({ kind: 'outage', ...one })) : []
  return (random) => [
    ...listed,
    ...(process === undefined ? [] : drawnOutages(process, random.fork('outage'), window)),
    ...handoverStages(handover, random),
  ]
}

/**
 * Handovers come at even intervals from a random moment on, each holding packets equally long
 * within one trial. Only the first of an attempt may fail: the next is many seconds later.
 */
function handoverStages(handover: ResolvedHandover, random: Random): Impairment[] {
  if (handover.kind === 'none') return []
  const own = random.fork('handover')
  const interval = drawn(handover.interval, own)
  const duration = drawn(handover.hold, own)
  const start = Math.floor(own.unit() * interval) as Duration
  const fails = own.chance(handover.failureShare)
  const failure = drawn(handover.failureOutage, own)
  const hold: Impairment[] =
    duration === 0 ? [] : [{ kind: 'hold', start, duration, period: interval }]
  return fails && failure > 0 ? [{ kind: 'outage', start, duration: failure }, ...hold] : hold
}
