/** The queue in front of a rate, as one text; what leaves it out has none that is ever full. */
import type { QueueLimit } from '../../link/queue.ts'
import { quantityField } from '../../quantities/field.ts'
import { queue } from '../../quantities/quantity.ts'
import { buffer } from '../../quantities/words.ts'

export const tailDrop = quantityField(queue)
  .optional()
  .describe('Tail-drop queue; without it no limit')

export const UNLIMITED: QueueLimit = { kind: 'unlimited' }

export const queueText = (limit: QueueLimit): string =>
  limit.kind === 'unlimited' ? ', queue unlimited' : `, queue ${buffer(limit)}`
