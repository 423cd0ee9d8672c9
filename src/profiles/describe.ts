/**
 * Resolved profiles in words: what every run prints of the link it simulates, so that nobody
 * has to guess what "3G" meant.
 */
import type { z } from 'zod'
import type { QueueLimit } from '../link/settings.ts'
import type { BitRate, Duration } from '../units.ts'
import {
  durationText,
  outageText,
  queueText,
  rateText,
  roundTripText,
  shareText,
} from './quantity-text.ts'
import type {
  ResolvedDirection,
  ResolvedHandover,
  ResolvedJitter,
  ResolvedLoss,
  ResolvedOutage,
  ResolvedProfile,
  ResolvedRadio,
  ResolvedRoundTrip,
} from './resolve.ts'
import { median, type QuantilePoint, type Spread, valueAt } from './spread.ts'

/** `86 ms`: for reading, where `86ms` is for typing. */
const spaced = (text: string): string => text.replace(/^([\d.]+)(?=[A-Za-z])/, '$1 ')
const time = (value: Duration): string => spaced(durationText(value))
const roundTrip = (value: Duration): string => spaced(roundTripText(value))
const speed = (value: BitRate): string => spaced(rateText(value))
const buffer = (value: QueueLimit): string => spaced(queueText(value))

/** Short lines, the round-trip time first. Spreads are drawn once per trial. */
export function describeProfile(profile: ResolvedProfile): string[] {
  const { rtt, jitter, up, down } = profile
  const lines = [
    roundTripLine(rtt) + jitterPhrase(jitter),
    rateLine(profile) + queuePhrase(up, down),
    `loss ${lossLine(up.loss, down.loss)}, MTU ${profile.mtu} bytes`,
    ...radioLines(profile.radio),
    ...handoverLines(profile.handover),
    ...outageLines(profile.outage),
  ]
  if (profile.folklore) lines.push('folklore: copied from presets, not measured')
  if (profile.overridden.length > 0) {
    lines.push(`given on the command line: ${profile.overridden.join(', ')}`)
  }
  return lines
}

type Json = z.core.util.JSONType

/** What a result carries of a profile: the lines for people, and every value in base units. */
export const profileInResult = (
  profile: ResolvedProfile,
): { description: string[]; [field: string]: Json } => ({
  description: describeProfile(profile),
  ...(JSON.parse(JSON.stringify(profile)) as Record<string, Json>),
})

/** The round-trip time to compare profiles by: its median. */
export const medianRoundTrip = (rtt: ResolvedRoundTrip): Duration =>
  rtt.kind === 'one-way' ? ((rtt.up + rtt.down) as Duration) : median(rtt)

function roundTripLine(rtt: ResolvedRoundTrip): string {
  const middle = `RTT ${roundTrip(medianRoundTrip(rtt))}`
  if (rtt.kind !== 'one-way') return middle + around(rtt, roundTrip)
  if (rtt.up === rtt.down) return middle
  return `${middle} (${roundTrip(rtt.up)} up, ${roundTrip(rtt.down)} down)`
}

/** ` median (43–198 ms p5–p95)` for a spread, nothing for a single value. */
function around<T extends number>(spread: Spread<T>, text: (value: T) => string): string {
  switch (spread.kind) {
    case 'fixed':
      return ''
    case 'one-of':
      return ` median (of ${spread.values.map(text).join(', ')})`
    case 'quantiles':
      return ` median (${rangeText(spread.points, text)})`
  }
}

const spreadText = <T extends number>(spread: Spread<T>, text: (value: T) => string): string =>
  text(median(spread)) + around(spread, text)

/** Quantiles beyond these are rare enough to be left to `show`. */
const TAIL = 0.05

function rangeText<T extends number>(
  points: readonly QuantilePoint<T>[],
  text: (value: T) => string,
): string {
  const inner = points.filter(({ quantile }) => quantile >= TAIL && quantile <= 1 - TAIL)
  const shown = inner.length > 1 ? inner : points
  const [from, to] = [shown[0], shown.at(-1)]
  if (from === undefined || to === undefined) return ''
  const [low, high] = [text(from.value), text(to.value)]
  const unit = high.slice(high.indexOf(' '))
  const shortLow = low.endsWith(unit) ? low.slice(0, -unit.length) : low
  return `${shortLow}–${high} ${quantileName(from)}–${quantileName(to)}`
}

function quantileName({ quantile }: QuantilePoint<number>): string {
  if (quantile === 0) return 'min'
  return quantile === 1 ? 'max' : `p${shareText(quantile).slice(0, -1)}`
}

function jitterPhrase(jitter: ResolvedJitter): string {
  switch (jitter.kind) {
    case 'none':
      return ''
    case 'plus-minus':
      return `, jitter ±${time(jitter.spread)} each way`
    case 'plus':
      return `, jitter up to +${time(jitter.most)}`
    case 'normal':
      return `, jitter σ ${spreadText(jitter.roundTrip, time)}`
    case 'normal-one-way':
      return `, jitter σ ${time(jitter.up)} up, ${time(jitter.down)} down`
    case 'table': {
      const { points } = jitter
      return `, jitter ${rangeText(points, time)} per packet around ${time(valueAt(points, 0.5))}`
    }
  }
}

function rateLine({ up, down, service }: ResolvedProfile): string {
  const text = ({ rate }: ResolvedDirection): string =>
    rate.kind === 'unlimited' ? 'unlimited' : spreadText(rate, speed)
  if (up.rate.kind === 'unlimited' && down.rate.kind === 'unlimited') return 'rate unlimited'
  return `${text(down)} down, ${text(up)} up${service === 'poisson' ? ', Poisson service' : ''}`
}

function lossLine(up: ResolvedLoss, down: ResolvedLoss): string {
  const [upText, downText] = [lossText(up), lossText(down)]
  return upText === downText ? upText : `${upText} up, ${downText} down`
}

/** The mean loss; of bursts also their mean length in packets, 1 / r. */
function lossText(loss: ResolvedLoss): string {
  if (loss.kind === 'independent') return shareText(loss.probability)
  const bad = loss.p / (loss.p + loss.r)
  const mean = bad * loss.lossBad + (1 - bad) * loss.lossGood
  const burst = loss.r === 0 ? 'without end' : `of ${significant(1 / loss.r)}`
  return `${shareText(significant(mean))} in bursts ${burst}`
}

/** Two significant digits: a mean for the eye. */
const significant = (value: number): number => Number(value.toPrecision(2))

function queuePhrase(up: ResolvedDirection, down: ResolvedDirection): string {
  const [upText, downText] = [buffer(up.queue), buffer(down.queue)]
  if (upText === 'unlimited' && downText === 'unlimited') return ''
  return upText === downText ? `, queue ${upText}` : `, queue ${upText} up, ${downText} down`
}

function radioLines(radio: ResolvedRadio): string[] {
  if (radio.kind === 'none') return []
  const promotion = spreadText(radio.promotion, time)
  const idleAfter = spreadText(radio.idleAfter, time)
  return [`radio ${radio.initially} at first, wakes in ${promotion}, idle after ${idleAfter}`]
}

function handoverLines(handover: ResolvedHandover): string[] {
  if (handover.kind === 'none') return []
  const interval = spreadText(handover.interval, time)
  const hold = spreadText(handover.hold, time)
  const fails =
    handover.failureShare === 0
      ? ''
      : `, ${shareText(handover.failureShare)} fail for ${spreadText(handover.failureOutage, time)}`
  return [`handover every ${interval}, holds packets for ${hold}${fails}`]
}

function outageLines(outage: ResolvedOutage): string[] {
  if (outage.kind === 'none') return []
  if (outage.kind === 'listed') return [`outage ${outage.outages.map(outageText).join(', ')}`]
  const first = outage.steps[0]
  if (first === undefined) return []
  const least = time(first.atLeast)
  return [`outages of ${least} to ${time(outage.longest)}, ${first.perHour} per hour`]
}
