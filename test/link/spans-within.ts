/** What the spans of a journey come to, worked out in one go: what the link draws as time passes. */

import type { Journey } from '../../src/link/journey.ts'
import { valueAt } from '../../src/quantile-table.ts'

export interface Span {
  readonly start: number
  readonly duration: number
}

/** Those that touch the time from the link's beginning to `window`, in order, not touching. */
export function spansWithin(settings: Journey, window: number): Span[] {
  const spans: { start: number; duration: number }[] = []
  for (const { begins, ends } of allSpans(settings, window)) {
    const last = spans.at(-1)
    if (last !== undefined && begins <= last.start + last.duration) {
      last.duration = Math.max(last.duration, ends - last.start)
    } else if (ends > 0) {
      const start = Math.max(begins, 0)
      spans.push({ start, duration: ends - start })
    }
  }
  return spans
}

/** From long before the beginning on, each by itself, as it begins and ends. */
export function allSpans(
  { cycle, share, lengths, clusters, random }: Journey,
  window: number,
): { readonly begins: number; readonly ends: number }[] {
  const own = random.again()
  const longest = lengths.points.at(-1)?.value ?? 0
  const phase = Math.floor(own.unit() * cycle)
  const spans: { begins: number; ends: number }[] = []
  for (
    let first = phase - (1 + Math.ceil(longest / cycle)) * cycle;
    first < window;
    first += cycle
  ) {
    if (share !== undefined && own.unit() >= share) continue
    for (let begins = first; ; ) {
      if (begins >= window) return spans
      spans.push({ begins, ends: begins + valueAt(lengths.points, own.unit()) })
      if (clusters === undefined) break
      const isFollowed = own.unit() < clusters.again
      begins += valueAt(clusters.gaps.points, own.unit())
      if (!isFollowed || begins >= first + cycle) break
    }
  }
  return spans
}
