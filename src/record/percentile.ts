/**
 * Which order statistics stand for a percentile and for the ends of its confidence interval.
 *
 * Distribution-free: of n independent samples, the number that lie below the true p-quantile is
 * binomial (n, p), so the interval between two order statistics covers that quantile with a
 * probability that only depends on the ranks. The ranks use the normal approximation of the
 * binomial, rounded outwards; `Math.sqrt` is the one irrational function whose result IEEE 754
 * prescribes exactly.
 */

export const PERCENTILES = ['p50', 'p90', 'p95', 'p99'] as const
export type Percentile = (typeof PERCENTILES)[number]

export const PERCENT: Readonly<Record<Percentile, number>> = { p50: 50, p90: 90, p95: 95, p99: 99 }

/** The 97.5 % quantile of the standard normal distribution: 95 % lie within ± this. */
const Z_95 = 1.959964

/** Nearest rank: the smallest rank (from 1) at which at least `percent` % are reached. */
export function rankOf(percent: number, count: number): number {
  return Math.max(1, Math.ceil((percent * count) / 100))
}

/**
 * Ranks (from 1) of the two order statistics that enclose the percentile in 95 % of all
 * samples: ⌊np − z√(np(1−p))⌋ and ⌈np + z√(np(1−p))⌉ + 1.
 *
 * A sample can be too small to have an end: then the rank is clamped and the extreme value
 * stands for it, which covers less than 95 %. The upper end of p99 needs about 400 samples.
 */
export function confidenceRanks(percent: number, count: number): readonly [number, number] {
  const expected = (percent * count) / 100
  const spread = Z_95 * Math.sqrt((percent * (100 - percent) * count) / 10_000)
  const lower = Math.floor(expected - spread)
  const upper = Math.ceil(expected + spread) + 1
  return [Math.max(1, Math.min(lower, count)), Math.max(1, Math.min(upper, count))]
}
