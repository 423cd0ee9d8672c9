/** What random outages come to, worked out in one go: what the link draws as time passes. */
import type { ImpairmentOf } from '../../src/link/impairments.ts'
import { valueAt } from '../../src/link/quantile-table.ts'

export interface Outage {
  readonly start: number
  readonly duration: number
}

/** Those that touch the time from the link's beginning to `window`, in order, not touching. */
export function outagesWithin(
  { cycle, lengths: { points }, random }: ImpairmentOf<'random-outages'>,
  window: number,
): Outage[] {
  const own = random.again()
  const longest = points.at(-1)?.value ?? 0
  const phase = Math.floor(own.unit() * cycle)
  const outages: { start: number; duration: number }[] = []
  for (let begin = phase - Math.ceil(longest / cycle) * cycle; begin < window; begin += cycle) {
    const end = begin + valueAt(points, own.unit())
    const last = outages.at(-1)
    if (last !== undefined && begin <= last.start + last.duration) {
      last.duration = Math.max(last.duration, end - last.start)
    } else if (end > 0) {
      const start = Math.max(begin, 0)
      outages.push({ start, duration: end - start })
    }
  }
  return outages
}
