/**
 * How often something of what length comes on a journey, as the link takes it.
 */
import type { Journey } from '../link/journey.ts'
import type { QuantilePoint } from '../quantile-table.ts'
import type { Duration } from '../units.ts'

const HOUR_NS = 3_600e9

/** How often something comes, and for how long. */
export interface ResolvedRecurrence {
  /** Per hour, that last at least so long; lengths ascending. */
  readonly steps: readonly { readonly atLeast: Duration; readonly perHour: number }[]
  readonly longest: Duration
  readonly clusters?: ResolvedClusters | undefined
}

export interface ResolvedClusters {
  /** The chance that one is followed by another. */
  readonly again: number
  /** From its beginning to that one's. */
  readonly gaps: readonly QuantilePoint<Duration>[]
}

/** All that a link needs to be told, but for the luck. */
export type JourneyTimes = Omit<Journey, 'random'>

/**
 * From "at least so long, so often" to quantiles: of 23.8 outages an hour of at least 1 s, 6.9
 * last at least 2 s, so 2 s is the quantile 1 − 6.9 / 23.8. Where they come in clusters, there
 * are as many fewer of these as each has members.
 */
export function journeyOf({ steps, longest, clusters }: ResolvedRecurrence): JourneyTimes {
  const all = steps[0]?.perHour ?? 1
  const points = steps.map(({ atLeast, perHour }) => ({
    quantile: 1 - perHour / all,
    value: atLeast,
  }))
  if (points.at(-1)?.value !== longest) points.push({ quantile: 1, value: longest })
  const cycle = Math.round((HOUR_NS / all) * clusterSize(clusters)) as Duration
  const single = { cycle, lengths: { points } }
  if (clusters === undefined) return single
  return { ...single, clusters: { again: clusters.again, gaps: { points: clusters.gaps } } }
}

/** On average: each is followed by another with the same chance. */
export const clusterSize = (clusters: ResolvedRecurrence['clusters']): number =>
  clusters === undefined ? 1 : 1 / (1 - clusters.again)
