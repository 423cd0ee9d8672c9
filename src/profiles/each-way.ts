/**
 * A round trip's figures, divided between the ways.
 *
 * Its time in two equal halves; the variance of normal jitter in two equal halves (so that the
 * round trip has the deviation that was measured); jitter that was measured as a whole round
 * trip is carried by the downlink alone.
 */
import type { JitterDistribution } from '../link/jitter-distribution.ts'
import { type QuantilePoint, valueAt } from '../quantile-table.ts'
import type { Duration } from '../units.ts'
import type { ResolvedJitter } from './resolved-figures.ts'

export interface EachWay<T> {
  readonly up: T
  readonly down: T
}

/** Halves that add up to the whole, to the nanosecond. */
export function halves(whole: Duration): EachWay<Duration> {
  const up = Math.floor(whole / 2)
  return { up: up as Duration, down: (whole - up) as Duration }
}

/** Jitter of one direction around its delay, to which `offset` has to be added first. */
export interface OneWayJitter {
  readonly offset: number
  readonly distribution: JitterDistribution | undefined
}

const STEADY: OneWayJitter = { offset: 0, distribution: undefined }

/** Each direction gets this share of a round trip's deviation: the root of half its variance. */
const DEVIATION_SHARE = Math.SQRT1_2

/** `deviation`: of the round trip, where the jitter is one whose deviation is drawn. */
export function eachWayJitter(jitter: ResolvedJitter, deviation: Duration): EachWay<OneWayJitter> {
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
