/**
 * When nothing passes during one attempt, drawn from how often that happens on a journey.
 *
 * Models outages that recur with their measured frequency: time is divided into cycles of one
 * hour / frequency, an attempt begins anywhere in a cycle, and each cycle starts with one
 * outage whose length is drawn. Cycles before the attempt are included, so an attempt may well
 * begin inside an outage, as likely as its share of the time. Where a long outage reaches into
 * the next cycle, the two are one.
 *
 * Left out: clustering. Real outages come in groups (tunnels, valleys); here the gaps between
 * their beginnings are even.
 */
import type { Impairment } from '../link/settings.ts'
import type { Random } from '../random.ts'
import type { Duration } from '../units.ts'
import type { ResolvedOutage } from './resolve.ts'
import { type QuantilePoint, valueAt } from './spread.ts'

type Recurring = Extract<ResolvedOutage, { kind: 'recurring' }>
type OutageImpairment = Extract<Impairment, { kind: 'outage' }>

const HOUR_NS = 3_600e9

export interface OutageProcess {
  readonly cycle: Duration
  /** Lengths of outages. */
  readonly points: readonly QuantilePoint<Duration>[]
  /** Cycles before the attempt whose outage may still last. */
  readonly before: number
}

/**
 * From "at least so long, so often" to quantiles: of 23.8 outages an hour of at least 1 s, 6.9
 * last at least 2 s, so 2 s is the quantile 1 − 6.9 / 23.8.
 */
export function outageProcess({ steps, longest }: Recurring): OutageProcess {
  const all = steps[0]?.perHour ?? 1
  const cycle = Math.round(HOUR_NS / all) as Duration
  const points = steps.map(({ atLeast, perHour }) => ({
    quantile: 1 - perHour / all,
    value: atLeast,
  }))
  if (points.at(-1)?.value !== longest) points.push({ quantile: 1, value: longest })
  return { cycle, points, before: Math.ceil(longest / cycle) }
}

/** The outages that touch the attempt's first `window`, in order, not overlapping. */
export function drawnOutages(
  { cycle, points, before }: OutageProcess,
  random: Random,
  window: Duration,
): OutageImpairment[] {
  const first = Math.floor(random.unit() * cycle) - before * cycle
  const outages: OutageImpairment[] = []
  let passableFrom = 0
  for (let begin = first; begin < window; begin += cycle) {
    const end = begin + valueAt(points, random.unit())
    const start = Math.max(begin, passableFrom)
    if (end <= start) continue
    outages.push(outageBetween(outages, start, end))
    passableFrom = end
  }
  return outages
}

/** An outage that continues the one before replaces it. */
function outageBetween(outages: OutageImpairment[], start: number, end: number): OutageImpairment {
  const previous = outages.at(-1)
  const continued = previous !== undefined && previous.start + previous.duration === start
  if (continued) outages.pop()
  const from = continued ? previous.start : start
  return { kind: 'outage', start: from as Duration, duration: (end - from) as Duration }
}
