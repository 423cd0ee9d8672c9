/**
 * How often outages of what length come on a journey, as the link's random outages take it.
 */
import type { QuantileTable } from '../link/quantile-table.ts'
import type { Duration } from '../units.ts'
import type { ResolvedOutage } from './resolved-figures.ts'

type Recurring = Extract<ResolvedOutage, { kind: 'recurring' }>

const HOUR_NS = 3_600e9

export interface Journey {
  /** From one outage's beginning to the next one's. */
  readonly cycle: Duration
  readonly lengths: QuantileTable
}

/**
 * From "at least so long, so often" to quantiles: of 23.8 outages an hour of at least 1 s, 6.9
 * last at least 2 s, so 2 s is the quantile 1 − 6.9 / 23.8.
 */
export function journeyOf({ steps, longest }: Recurring): Journey {
  const all = steps[0]?.perHour ?? 1
  const points = steps.map(({ atLeast, perHour }) => ({
    quantile: 1 - perHour / all,
    value: atLeast,
  }))
  if (points.at(-1)?.value !== longest) points.push({ quantile: 1, value: longest })
  return { cycle: Math.round(HOUR_NS / all) as Duration, lengths: { points } }
}
