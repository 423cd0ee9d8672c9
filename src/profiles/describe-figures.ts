/** Profiles of figures in words. */

import { type QuantilePoint, quantileText, valueAt } from '../quantile-table.ts'
import { outageText, shareText } from '../quantities/text.ts'
import { buffer, burstText, CLAMPED, roundTrip, speed, time } from '../quantities/words.ts'
import { type Duration, sum } from '../units.ts'
import { mayBeClamped } from './clamping.ts'
import { clusterSize, journeyOf, type ResolvedRecurrence } from './journey.ts'
import type {
  ResolvedDirection,
  ResolvedFigures,
  ResolvedHandover,
  ResolvedHold,
  ResolvedJitter,
  ResolvedJourney,
  ResolvedLoss,
  ResolvedOutage,
  ResolvedRadio,
  ResolvedRoundTrip,
} from './resolved-figures.ts'
import { median, type Spread } from './spread.ts'

/** The round-trip time first. Spreads are drawn once per trial. */
export function describeFigures(profile: ResolvedFigures): string[] {
  const { rtt, jitter, up, down } = profile
  const clamped = mayBeClamped(profile) ? CLAMPED : ''
  const lines = [
    roundTripLine(rtt) + jitterPhrase(jitter) + clamped,
    rateLine(profile) + queuePhrase(up, down),
    `loss ${lossLine(up.loss, down.loss)}, MTU ${profile.mtu} bytes`,
    ...radioLines(profile.radio),
    ...handoverLines(profile.handover),
    ...outageLines(profile.outage),
    ...holdLines(profile.hold),
  ]
  if (profile.folklore) lines.push('folklore: copied from presets, not measured')
  if (profile.overridden.length > 0) {
    lines.push(`given on the command line: ${profile.overridden.join(', ')}`)
  }
  return lines
}

export const medianOfRoundTrip = (rtt: ResolvedRoundTrip): Duration =>
  rtt.kind === 'one-way' ? sum(rtt.up, rtt.down) : median(rtt)

function roundTripLine(rtt: ResolvedRoundTrip): string {
  const middle = `RTT ${roundTrip(medianOfRoundTrip(rtt))}`
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

function spreadText<T extends number>(spread: Spread<T>, text: (value: T) => string): string {
  return text(shownMedian(spread)) + around(spread, text)
}

/** As it was given, or three digits of what is worked out from its neighbours. */
function shownMedian<T extends number>(spread: Spread<T>): T {
  const middle = median(spread)
  if (spread.kind !== 'quantiles') return middle
  const isGiven = spread.points.some(({ quantile }) => quantile === 0.5)
  return isGiven ? middle : (Number(middle.toPrecision(3)) as T)
}

/** Quantiles below this, and above its mirror image, are the tails. */
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
  const range = `${shortLow}–${high} ${quantileText(from.quantile)}–${quantileText(to.quantile)}`
  return [range, ...tailTexts(points, to, text)].join(', ')
}

/** What is given beyond the range: p99, and the end. */
function tailTexts<T extends number>(
  points: readonly QuantilePoint<T>[],
  { quantile }: QuantilePoint<T>,
  text: (value: T) => string,
): string[] {
  const beyond = points.filter((point) => point.quantile > quantile)
  return beyond
    .filter((point) => point.quantile === 0.99 || point === beyond.at(-1))
    .map((point) => `${quantileText(point.quantile)} ${text(point.value)}`)
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
      return `, jitter around ${time(valueAt(points, 0.5))} per packet (${rangeText(points, time)})`
    }
  }
}

function rateLine({ up, down, service }: ResolvedFigures): string {
  const text = ({ rate }: ResolvedDirection): string =>
    rate.kind === 'unlimited' ? 'unlimited' : spreadText(rate, speed)
  if (up.rate.kind === 'unlimited' && down.rate.kind === 'unlimited') return 'rate unlimited'
  return `${text(down)} down, ${text(up)} up${service === 'poisson' ? ', Poisson service' : ''}`
}

function lossLine(up: ResolvedLoss, down: ResolvedLoss): string {
  const [upText, downText] = [lossText(up), lossText(down)]
  return upText === downText ? upText : `${upText} up, ${downText} down`
}

const lossText = (loss: ResolvedLoss): string =>
  loss.kind === 'independent' ? shareText(loss.probability) : burstText(loss)

function queuePhrase(up: ResolvedDirection, down: ResolvedDirection): string {
  const [upText, downText] = [buffer(up.queue), buffer(down.queue)]
  if (upText === 'unlimited' && downText === 'unlimited') return ''
  return upText === downText ? `, queue ${upText}` : `, queue ${upText} up, ${downText} down`
}

function radioLines(radio: ResolvedRadio): string[] {
  if (radio.kind === 'none') return []
  const states = stateTexts(radio.initially).join(', ')
  const promotion = spreadText(radio.promotion, time)
  const idleAfter = spreadText(radio.idleAfter, time)
  const idle = `radio ${states} at first, wakes in ${promotion}, idle after ${idleAfter}`
  if (radio.sleep.kind === 'none') return [idle]
  const { wake, after } = radio.sleep
  return [
    `${idle}, asleep after ${spreadText(after, time)}, wakes from that in ${spreadText(wake, time)}`,
  ]
}

function stateTexts({ idle, asleep }: { readonly idle: number; readonly asleep: number }) {
  const shares = { idle, asleep, connected: Math.max(0, 1 - idle - asleep) }
  return Object.entries(shares)
    .filter(([, share]) => share > 0)
    .map(([state, share]) => (share === 1 ? state : `${shareText(share)} ${state}`))
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
  return [`outages ${placesText(outage)}`]
}

const holdLines = (hold: ResolvedHold): string[] =>
  hold.kind === 'none' ? [] : [`holds ${placesText(hold)}`]

const placesText = ({ places }: ResolvedJourney): string => places.map(recurrenceText).join('; or ')

function recurrenceText(recurrence: ResolvedRecurrence): string {
  const [first] = recurrence.steps
  if (first === undefined) return ''
  const { points } = journeyOf(recurrence).lengths
  const tail = [0.95, 0.99].map((at) => `p${100 * at} ${time(rounded(valueAt(points, at)))}`)
  const lengths = [...tail, `longest ${time(recurrence.longest)}`].join(', ')
  const size = clusterSize(recurrence.clusters)
  const clusters = size === 1 ? '' : ` in clusters of ${Number(size.toPrecision(2))}`
  return `of ${time(first.atLeast)} and more, ${first.perHour} per hour${clusters} (${lengths})`
}

/** A worked out length for the eye: to the tenth of a second. */
const rounded = (length: Duration): Duration => (Math.round(length / 1e8) * 1e8) as Duration
