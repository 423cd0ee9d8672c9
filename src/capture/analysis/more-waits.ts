import { LAYERS, type Layer, type Waits } from '../../transport.ts'

/** So many more, of this layer. */
export function moreWaits({ total, byLayer }: Waits, layer: Layer, count: number): Waits {
  const all: Partial<Record<Layer, number>> = {}
  for (const one of LAYERS) {
    const waits = (byLayer[one] ?? 0) + (one === layer ? count : 0)
    if (waits > 0) all[one] = waits
  }
  return { total: total + count, byLayer: all }
}
