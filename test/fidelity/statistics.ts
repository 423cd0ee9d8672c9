/** Comparing two samples: quantiles with their sampling error, and Kolmogorov–Smirnov. */

/** All take samples in ascending order. */
export const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN

export const mean = (sample: readonly number[]): number =>
  sample.reduce((total, value) => total + value, 0) / sample.length

/** Standard error of the mean. */
export const meanError = (sample: readonly number[]): number => {
  const centre = mean(sample)
  const squares = sample.reduce((total, value) => total + (value - centre) ** 2, 0)
  return Math.sqrt(squares / (sample.length - 1) / sample.length)
}

const Z_95 = 1.96

/** Distribution-free 95 % interval of a quantile, from order statistics (normal approximation). */
export const quantileInterval = (
  sorted: readonly number[],
  q: number,
): { readonly low: number; readonly high: number } => {
  const { length } = sorted
  const spread = Z_95 * Math.sqrt(length * q * (1 - q))
  const at = (rank: number): number => sorted[Math.min(length - 1, Math.max(0, rank))] ?? Number.NaN
  return { low: at(Math.floor(length * q - spread)), high: at(Math.ceil(length * q + spread)) }
}

/** The largest difference between the two empirical distribution functions. */
export const kolmogorovSmirnov = (a: readonly number[], b: readonly number[]): number => {
  let i = 0
  let j = 0
  let distance = 0
  while (i < a.length && j < b.length) {
    const x = Math.min(a[i] ?? 0, b[j] ?? 0)
    while (i < a.length && (a[i] ?? 0) <= x) i += 1
    while (j < b.length && (b[j] ?? 0) <= x) j += 1
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length))
  }
  return distance
}
