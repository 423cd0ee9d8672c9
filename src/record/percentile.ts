/**
 * Which order statistics stand for a percentile and for the ends of its confidence interval.
 *
 * Distribution-free: of n independent samples, the number that lie below the true p-quantile is
 * binomial (n, p), so the interval between two order statistics covers that quantile with a
 * probability that only depends on the ranks. The ranks are those of the binomial distribution
 * itself, whose weights are multiplied up from its mode: no function that rounds differently from
 * engine to engine, and nothing that underflows.
 */

export const PERCENTILES = ['p50', 'p90', 'p95', 'p99'] as const
export type Percentile = (typeof PERCENTILES)[number]

export const PERCENT: Readonly<Record<Percentile, number>> = { p50: 50, p90: 90, p95: 95, p99: 99 }

/** What may lie outside the interval on either side: 95 % inside. */
const TAIL = 0.025
/** Weights below this part of the mode's do not count. */
const NEGLIGIBLE = 1e-20

/** Nearest rank: the smallest rank (from 1) at which at least `percent` % are reached. */
export function rankOf(percent: number, count: number): number {
  // In whole ten-thousandths: 99.9 times 1,000 is more than 99,900 in the numbers that there are.
  return Math.max(1, Math.ceil((Math.round(percent * 1e4) * count) / 1e6))
}

/**
 * Ranks (from 1) of the two order statistics that enclose the percentile in at least 95 % of all
 * samples, at most 2.5 % on either side. An end that a sample of this size cannot give is
 * undefined: the interval is open there. The upper end of p99 needs 368 samples, because
 * 0.99 ^ 367 is still above 0.025.
 */
export function confidenceRanks(
  percent: number,
  count: number,
): readonly [number | undefined, number | undefined] {
  const { first, weights } = binomial(percent, count)
  const tail = TAIL * weights.reduce((sum, weight) => sum + weight, 0)
  const lower = first + within(weights, tail)
  const upper = first + weights.length - within(weights.toReversed(), tail)
  return [lower >= 1 ? lower : undefined, upper <= count ? upper : undefined]
}

/** How many weights from the beginning together stay within the tail. */
function within(weights: readonly number[], tail: number): number {
  let sum = 0
  const found = weights.findIndex((weight) => {
    sum += weight
    return sum > tail
  })
  return found === -1 ? weights.length : found
}

/** The distribution of how many of `count` samples lie below the percentile, up to a factor. */
function binomial(
  percent: number,
  count: number,
): { readonly first: number; readonly weights: readonly number[] } {
  const odds = percent / (100 - percent)
  const mode = Math.floor(((count + 1) * percent) / 100)
  const below: number[] = []
  for (let k = mode, weight = 1; k > 0 && weight > NEGLIGIBLE; k -= 1) {
    weight *= k / ((count - k + 1) * odds)
    below.push(weight)
  }
  const above: number[] = []
  for (let k = mode, weight = 1; k < count && weight > NEGLIGIBLE; k += 1) {
    weight *= ((count - k) * odds) / (k + 1)
    above.push(weight)
  }
  return { first: mode - below.length, weights: [...below.reverse(), 1, ...above] }
}
