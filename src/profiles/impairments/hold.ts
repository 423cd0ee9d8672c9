import * as z from 'zod'
import {
  type ListedRecurrence,
  recurrence,
  recurrenceFields,
  recurrenceText,
} from './recurrence.ts'

export interface ListedHold extends ListedRecurrence {
  readonly kind: 'hold'
}

export const hold = {
  written: z
    .strictObject({ kind: z.literal('hold'), ...recurrenceFields })
    .describe('Packets wait for its end')
    .transform((fields, context): ListedHold => ({ kind: 'hold', ...recurrence(fields, context) })),
  words: (settings: ListedHold): string => `packets wait for ${recurrenceText(settings)}`,
}
