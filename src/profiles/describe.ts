/**
 * Resolved profiles in words: what every run prints of the link it simulates, so that nobody
 * has to guess what "3G" meant.
 */
import { type Duration, sum } from '../units.ts'
import { describeFigures, medianOfRoundTrip } from './describe-figures.ts'
import { describeListing } from './describe-listing.ts'
import { delaysOf } from './listed.ts'
import type { ResolvedProfile } from './resolve.ts'

/** Short lines, the round-trip time first. */
export const describeProfile = (profile: ResolvedProfile): string[] =>
  profile.kind === 'figures' ? describeFigures(profile) : describeListing(profile)

/** The round-trip time to compare profiles by: the median, or the sum of the listed delays. */
export function medianRoundTrip(profile: ResolvedProfile): Duration {
  if (profile.kind === 'figures') return medianOfRoundTrip(profile.rtt)
  const { up, down } = delaysOf(profile.link)
  return sum(up, down)
}
