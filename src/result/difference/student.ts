/** Quantiles of the normal and of Student's distribution, for two-sided intervals of 95 %. */

export const NORMAL_975 = 1.959963984540054

/** Of one degree of freedom to ten: what the series below has no grip on. */
const FEW = [
  12.706204736, 4.30265273, 3.182446305, 2.776445105, 2.570581836, 2.446911851, 2.364624252,
  2.306004135, 2.262157163, 2.228138852,
] as const

/**
 * The 97.5 % quantile for so many degrees of freedom: Fisher's series around the normal one
 * (Abramowitz & Stegun 26.7.5), good to four digits from eleven on. Only sums and products, so that
 * it is the same on every machine.
 */
export function student975(freedom: number): number {
  const few = FEW[freedom - 1]
  if (few !== undefined) return few
  const z = NORMAL_975
  const z2 = z * z
  const terms = [
    (z * (z2 + 1)) / 4,
    (z * (5 * z2 * z2 + 16 * z2 + 3)) / 96,
    (z * (3 * z2 * z2 * z2 + 19 * z2 * z2 + 17 * z2 - 15)) / 384,
  ]
  return terms.reduceRight((sum, term) => (sum + term) / freedom, 0) + z
}
