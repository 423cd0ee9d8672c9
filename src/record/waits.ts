/**
 * Waits of many trials, counted by what they were.
 *
 * A strategy has one number of waits, whatever the link does to its packets; only a fallback
 * (a Fast Open cookie that the server no longer honours, say) makes a trial differ. So the usual
 * case is told as one value, and the exceptions are listed rather than averaged away.
 */
import { LAYERS, type Layer, type Waits } from '../transport.ts'

export interface CountedWaits extends Waits {
  readonly trials: number
}

/** From `TrialRecord.waits`, joined by commas, to the number of trials that had them. */
export type WaitCounts = ReadonlyMap<string, number>

export const waitsKey = (waits: readonly number[]): string => waits.join(',')

/** Most frequent first; ties go to the fewer waits, then to the earlier layer. */
export function rankedWaits(counts: WaitCounts): readonly CountedWaits[] {
  return [...counts]
    .map(([key, trials]) => ({ key, trials, ...readKey(key) }))
    .sort((a, b) => b.trials - a.trials || a.total - b.total || (a.key < b.key ? 1 : -1))
    .map(({ total, byLayer, trials }) => ({ total, byLayer, trials }))
}

function readKey(key: string): Waits {
  const counts = key.split(',').map(Number)
  const byLayer: Partial<Record<Layer, number>> = {}
  let total = 0
  LAYERS.forEach((layer, index) => {
    const count = counts[index] ?? 0
    total += count
    if (count > 0) byLayer[layer] = count
  })
  return { total, byLayer }
}
