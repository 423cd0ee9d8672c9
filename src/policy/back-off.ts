/**
 * How long a client waits after failures in a row. Pure: what is drawn is drawn from a generator
 * that is handed in, the same number of times whatever comes of it.
 */
import type { Random } from '../random.ts'
import { type Duration, nanoseconds, shorter, times } from '../units.ts'

/** Equally likely from one to the other; a constant where both are the same. */
export interface DelaySpan {
  readonly from: Duration
  readonly to: Duration
}

export type BackOff =
  /** One after the other, each so many times; the last for ever. */
  | { readonly kind: 'steps'; readonly steps: readonly BackOffStep[] }
  /** `first`, then `factor` times the one before, `atMost`; of each a share is drawn. */
  | {
      readonly kind: 'exponential'
      readonly first: Duration
      readonly factor: number
      readonly atMost: Duration
      /** Down to which the delay is drawn: 1 for none, 0 for full jitter. */
      readonly leastShare: number
    }
  /** Multiples of a span that is drawn once in a life. */
  | {
      readonly kind: 'multiples'
      readonly of: DelaySpan
      readonly atMost: Duration
      readonly multiples: readonly { readonly factor: number; readonly times: number }[]
    }

export interface BackOffStep {
  readonly delay: DelaySpan
  readonly times: number
}

/**
 * The delay after the `failures`-th failure in a row (from 1). `life`: of this client, the same
 * whenever it is asked; every failure has a fork of its own.
 */
export function delayAfter(backOff: BackOff, failures: number, life: Random): Duration {
  const own = life.fork(failures)
  switch (backOff.kind) {
    case 'steps':
      return within(stepAt(backOff.steps, failures).delay, own)
    case 'exponential': {
      const { leastShare } = backOff
      const full = grown(backOff, failures)
      return times(full, leastShare + (1 - leastShare) * own.unit())
    }
    case 'multiples': {
      const { factor } = stepAt(backOff.multiples, failures)
      return shorter(times(within(backOff.of, life.fork('span')), factor), backOff.atMost)
    }
  }
}

/** The longest that the delay can be from some failure on: what is zero then is zero for ever. */
export function longestInTheEnd(backOff: BackOff): Duration {
  switch (backOff.kind) {
    case 'steps':
      return stepAt(backOff.steps, Number.POSITIVE_INFINITY).delay.to
    case 'exponential': {
      const { first, factor, atMost } = backOff
      return first === 0 || factor === 1 ? shorter(first, atMost) : atMost
    }
    case 'multiples': {
      const { factor } = stepAt(backOff.multiples, Number.POSITIVE_INFINITY)
      return shorter(times(backOff.of.to, factor), backOff.atMost)
    }
  }
}

/** Multiplied step by step: powers round differently from engine to engine. */
export function grown(
  { first, factor, atMost }: Extract<BackOff, { kind: 'exponential' }>,
  failures: number,
): Duration {
  let delay = first as number
  for (let n = 1; n < failures && delay < atMost; n += 1) delay *= factor
  return shorter(nanoseconds(delay), atMost)
}

export function stepAt<One extends { readonly times: number }>(
  steps: readonly One[],
  failures: number,
): One {
  let left = failures
  for (const step of steps) {
    left -= step.times
    if (left <= 0) return step
  }
  const last = steps.at(-1)
  if (last === undefined) throw new RangeError('a back-off has at least one step')
  return last
}

const within = ({ from, to }: DelaySpan, random: Random): Duration =>
  nanoseconds(from + (to - from) * random.unit())
