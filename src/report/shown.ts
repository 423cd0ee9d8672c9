/** Which percentiles sheets show: those that were chosen, or what a terminal and a page have room for. */
import { type Percentage, percentagesOf } from '../result/percentages.ts'
import type { Result } from '../result/result.ts'

const BRIEF: readonly Percentage[] = ['p50', 'p95', 'p99']

export const shownPercentiles = (
  result: Result,
  detail: 'brief' | 'full',
): readonly Percentage[] =>
  result.percentiles === undefined && detail === 'brief' ? BRIEF : percentagesOf(result)
