/** Counts in words: `1 wait`, `2 waits`; and what was waited for. */
import { howMany } from '../quantities/words.ts'
import type { Layer } from '../result/names.ts'

export { howMany } from '../quantities/words.ts'

export interface WaitCounts {
  readonly total: number
  readonly byLayer: Readonly<Partial<Record<Layer, number>>>
}

/** As in `3 waits (tcp 1, tls 2)`. `paint`: for the number of all. */
export function waitsText(
  { total, byLayer }: WaitCounts,
  paint = (text: string): string => text,
): string {
  const all = paint(howMany(total, 'wait'))
  const layers = Object.entries(byLayer).map(([layer, count]) => `${layer} ${count}`)
  return layers.length === 0 ? all : `${all} (${layers.join(', ')})`
}
