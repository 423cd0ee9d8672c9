/**
 * The link of one trial, drawn from a resolved profile. Of one that lists its impairments only
 * where it begins is drawn (`beginning.ts`); the rest is about figures.
 *
 * Every figure has a generator of its own, forked by its name from the trial's: the same trial
 * draws the same link whatever the strategy, and overriding one figure leaves what is drawn for
 * the others as it was.
 *
 * A packet meets the stages in this order, each way: outage, handover, hold, radio, loss, rate and
 * queue, delay and jitter. So a packet that the air loses costs no time on the bottleneck, and
 * what is queued is what the radio let through.
 *
 * How a round trip's figures are divided between the ways says `each-way.ts`. There is no MTU
 * stage: both ends know the MTU and send nothing larger.
 */
import type { Direction } from '../direction.ts'
import type { Impairment } from '../link/impairments.ts'
import type { LinkSettings } from '../link/settings.ts'
import type { Random } from '../random.ts'
import { type BitRate, type Bytes, type Duration, sum, ZERO } from '../units.ts'
import { beginningDrawer } from './beginning.ts'
import { type EachWay, eachWayJitter, halves, type OneWayJitter } from './each-way.ts'
import { type JourneyTimes, journeyOf } from './journey.ts'
import { delaysOf } from './listed.ts'
import type { ResolvedProfile } from './resolve.ts'
import type {
  ResolvedDirection,
  ResolvedFigures,
  ResolvedHandover,
  ResolvedJitter,
  ResolvedLoss,
  ResolvedOutage,
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
  const beginningOf = beginningDrawer(profile.link)
  return (random) => ({ link: beginningOf(random), rtt: sum(up, down), mtu: profile.mtu })
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
    const stages = (way: Direction): Impairment[] => [
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
  way: Direction,
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
  const state = own.unit()
  const { idle, asleep } = radio.initially
  const initially = state < idle ? 'idle' : state < idle + asleep ? 'asleep' : 'connected'
  const stage = { kind: 'radio', promotion, idleAfter, initially } as const
  if (radio.sleep.kind === 'none') return [stage]
  const after = drawn(radio.sleep.after, own)
  return [{ ...stage, sleep: { after, wake: drawn(radio.sleep.wake, own) } }]
}

/** Outages, holds and handovers: what stops everything, in both directions alike. */
function interruptionDrawer({
  outage,
  hold,
  handover,
}: ResolvedFigures): (random: Random) => Impairment[] {
  const listed: Impairment[] =
    outage.kind === 'listed' ? outage.outages.map((one) => ({ kind: 'outage', ...one })) : []
  const outages = journeysOf(outage)
  const holds = journeysOf(hold)
  return (random) => {
    const place = random.fork('place').unit()
    const outageHere = outages[Math.floor(place * outages.length)]
    const holdHere = holds[Math.floor(place * holds.length)]
    const stages: Impairment[] = [...listed]
    if (outageHere !== undefined) {
      stages.push({ kind: 'random-outages', ...outageHere, random: random.fork('outage') })
    }
    stages.push(...handoverStages(handover, random))
    if (holdHere !== undefined) {
      stages.push({ kind: 'random-holds', ...holdHere, random: random.fork('hold') })
    }
    return stages
  }
}

const journeysOf = (figure: ResolvedOutage): readonly JourneyTimes[] =>
  figure.kind === 'recurring' ? figure.places.map(journeyOf) : []

/**
 * Handovers come at even intervals, each holding packets equally long within one trial; some
 * fail, and nothing passes for a while. One of either kind may have begun before the attempt.
 */
function handoverStages(handover: ResolvedHandover, random: Random): Impairment[] {
  if (handover.kind === 'none') return []
  const own = random.fork('handover')
  const times = own.fork('times')
  const cycle = drawn(handover.interval, own)
  const always = (length: Duration) => ({ points: [{ quantile: 0, value: length }] })
  const hold = always(drawn(handover.hold, own))
  const failure = always(drawn(handover.failureOutage, own))
  const holds = { kind: 'random-holds', cycle, lengths: hold, random: times } as const
  const share = handover.failureShare
  if (share === 0) return [holds]
  return [{ kind: 'random-outages', cycle, share, lengths: failure, random: times }, holds]
}
