/**
 * netem's `reorder` beside a jitter: what it lets go at once has neither delay nor jitter
 * (`netem_enqueue` of sch_netem.c), all others have both. As one distribution around the delay: so
 * many are the whole delay below it.
 */
import { deviationText, INNER_QUANTILES } from './table.ts'

/** What a profile names of a quantile: thousandths of a percent. */
const FINEST = 1e-5

/** The share as a profile can say it. */
export const sayable = (share: number): number => Math.round(share / FINEST) * FINEST

/**
 * Quantiles as a profile writes them. `deviationAt`: of those that are delayed, in milliseconds;
 * `straight`: evenly from its least to its most.
 */
export function withSomeAtOnce(
  share: number,
  delayMs: number,
  deviationAt: (quantile: number) => number,
  straight: boolean,
): Readonly<Record<string, string>> {
  // What is asked for a delay below zero goes at once, too.
  const deviation = (quantile: number): number => Math.max(-delayMs, deviationAt(quantile))
  const inner = straight && deviationAt(0) >= -delayMs ? [] : INNER_QUANTILES
  const points = new Map<number, number>([[share, -delayMs]])
  for (const quantile of [0, ...inner]) {
    const at = sayable(share + FINEST + (1 - share) * quantile)
    if (at < 1 - FINEST / 2) points.set(at, deviation(quantile))
  }
  const named = (quantile: number): string => `p${Number((100 * quantile).toFixed(3))}`
  const written = [...points].map(([at, ms]) => [named(at), ms] as const)
  return Object.fromEntries(
    [['min', -delayMs] as const, ...written, ['max', deviation(1)] as const].map(([name, ms]) => [
      name,
      deviationText(ms),
    ]),
  )
}
