/** How many trials were enough, of runs that found out themselves. */
import { printable } from '../foreign-text.ts'
import { shareText } from '../quantities/text.ts'
import type { Result } from '../result/result.ts'

/** `p50, p95, p99 within 2%: lte_good by 4000 trials, train not by 100000`; none of other runs. */
export function precisionFacts({ adaptive }: Result): readonly string[] {
  if (adaptive === undefined) return []
  const { precision, percentiles, profiles } = adaptive
  const reached = Object.entries(profiles).map(
    ([name, { trials, reached }]) =>
      `${printable(name)} ${reached ? 'by' : 'not by'} ${trials} trials`,
  )
  return [`${percentiles.join(', ')} within ${shareText(precision)}: ${reached.join(', ')}`]
}
