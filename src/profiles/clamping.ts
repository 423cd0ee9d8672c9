/**
 * Where jitter may ask for a delay below zero. No packet arrives before it was sent, so the link
 * makes it zero, which raises the mean; a description has to say so.
 */

import { DIRECTIONS } from '../direction.ts'
import type { JitterSettings } from '../link/jitter.ts'
import type { JitterDistribution } from '../link/jitter-distribution.ts'
import { quantileOf } from '../link/jitter-distribution.ts'
import { type Duration, ZERO } from '../units.ts'
import { eachWayJitter, halves } from './each-way.ts'
import type { ResolvedFigures } from './resolved-figures.ts'
import { longestOf, shortestOf } from './spread.ts'

/** Quantile functions ascend, so the least that a packet can meet is at their beginning. */
const leastOf = (distribution: JitterDistribution): Duration => quantileOf(distribution)(0)

export const isClamped = ({ delay, distribution }: JitterSettings) =>
  delay + leastOf(distribution) < 0

/** Whether some trial has such a link: the shortest delays with the widest jitter. */
export function mayBeClamped({ rtt, jitter }: ResolvedFigures): boolean {
  const delays = rtt.kind === 'one-way' ? rtt : halves(shortestOf(rtt) as Duration)
  const widest = jitter.kind === 'normal' ? (longestOf(jitter.roundTrip) as Duration) : ZERO
  const ways = eachWayJitter(jitter, widest)
  return DIRECTIONS.some((way) => {
    const { offset, distribution } = ways[way]
    return distribution !== undefined && delays[way] + offset + leastOf(distribution) < 0
  })
}
