/** How much a queue in front of a rate may hold; what does not fit is dropped at its tail. */
import type { Bytes, Duration } from '../units.ts'
import { requireWhole } from './requirements.ts'

export type QueueLimit =
  | { readonly kind: 'bytes'; readonly limit: Bytes }
  | { readonly kind: 'packets'; readonly limit: number }
  /** As long as it takes to send at the link's rate (by opportunities: as found by waiting). */
  | { readonly kind: 'time'; readonly limit: Duration }
  | { readonly kind: 'unlimited' }

export const requireQueue = (kind: string, queue: QueueLimit): void => {
  if (queue.kind !== 'unlimited') requireWhole(kind, 'queue.limit', queue.limit)
}
