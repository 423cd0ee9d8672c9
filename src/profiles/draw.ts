/**
 * The link of one trial, drawn from a resolved profile. One that lists its impairments leaves
 * nothing to draw; the rest is about figures.
 *
 * Every figure has a generator of its own, forked by its name from the trial's: the same trial
 * draws the same link whatever the strategy, and overriding one figure leaves what is drawn for
 * the others as it was.
 *
 * A packet meets the stages in this order, each way: outage or handover, radio, loss, rate and
 * queue, delay and jitter. So a packet that the air loses costs no time on the bottleneck, and
 * what is queued is what the radio let through.
 *
 * How a round trip's figures are divided between the ways says `each-way.ts`. There is no MTU
 * stage: both ends know the MTU and send nothing larger.
 */
import type { Impairment } from '../link/impairments.ts'
import type { LinkSettings } from '../link/settings.ts'
import type { Random } from '../random.ts'
import { type BitRate, type Bytes, type Duration, sum, ZERO } from '../units.ts'
import { type EachWay, eachWayJitter, halves, type OneWayJitter } from './each-way.ts'
import { type Journey, journeyOf } from './journey.ts'
import { delaysOf } from './listed.ts'
import type { ResolvedProfile } from './resolve.ts'
import type {
  ResolvedDirection,
  ResolvedFigures,
  ResolvedHandover,
  ResolvedJitter,
  ResolvedLoss,
  ResolvedRoundTrip,
} from './resolved-figures.ts'
import { drawn, median } from './spread.ts'

export interface TrialLink {
  readonly link: LinkSettings<Impairment>
  /** The base round trip of this trial: delays both ways, without jitter and queues. */
  readonly rtt: Duration
  readonly mtu: Bytes
}

/** Prepares what all trials share; the function returned draws one trial's link. */
export function linkDrawer(profile: ResolvedProfile): (random: Random) => TrialLink {
  if (profile.kind === 'figures') return figuresDrawer(profile)
  const { up, down } = delaysOf(profile.link)
  const listed: TrialLink = { link: profile.link, rtt: sum(up, down), mtu: profile.mtu }
  return () => listed
}

function figuresDrawer(profile: ResolvedFigures): (random: Random) => TrialLink {
  const rateStage = {
    up: rateDrawer(profile.up, profile.service, 'up'),
    down: rateDrawer(profile.down, profile.service, 'down'),
  }
  const interruptions = interruptionDrawer(profile)
  const jitterOf = jitterDrawer(profile.jitter)
  const fixedLoss = { up: lossStages(profile.up.loss), down: lossStages(profile.down.loss) }
  return (random) => {
    const delay = drawnDelays(profile.rtt, random)
    const jitter = jitterOf(random)
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

function drawnDelays(rtt: ResolvedRoundTrip, random: Random): EachWay<Duration> {
  return rtt.kind === 'one-way' ? rtt : halves(drawn(rtt, random.fork('rtt')))
}

function jitterDrawer(jitter: ResolvedJitter): (random: Random) => EachWay<OneWayJitter> {
  if (jitter.kind === 'normal') {
    return (random) => eachWayJitter(jitter, drawn(jitter.roundTrip, random.fork('jitter')))
  }
  const same = eachWayJitter(jitter, ZERO)
  return () => same
}

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
    return () => [{ kind: 'poisson', rate: median(rate), queue }]
  }
  return (random) => {
    const bitRate: BitRate = drawn(rate, random.fork(`rate ${way}`))
    return [{ kind: 'rate', rate: bitRate, queue }]
  }
}

function radioStages({ radio }: ResolvedFigures, random: Random): Impairment[] {
  if (radio.kind === 'none') return []
  const own = random.fork('radio')
  const promotion = drawn(radio.promotion, own)
  const idleAfter = drawn(radio.idleAfter, own)
  return [{ kind: 'radio', promotion, idleAfter, initially: radio.initially }]
}

/** Outages and handovers: what stops everything, in both directions alike. */
function interruptionDrawer({
  outage,
  handover,
}: ResolvedFigures): (random: Random) => Impairment[] {
  const journey = outage.kind === 'recurring' ? journeyOf(outage) : undefined
  const listed: Impairment[] =
    outage.kind === 'listed' ? outage.outages.map((one) => ({ kind: 'outage', ...one })) : []
  return (random) => [
    ...listed,
    ...(journey === undefined ? [] : [randomOutages(journey, random.fork('outage'))]),
    ...handoverStages(handover, random),
  ]
}

const randomOutages = (journey: Journey, random: Random): Impairment => ({
  kind: 'random-outages',
  ...journey,
  random,
})

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
