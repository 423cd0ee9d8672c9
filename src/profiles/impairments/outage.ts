import * as z from 'zod'
import {
  type ListedRecurrence,
  recurrence,
  recurrenceFields,
  recurrenceText,
} from './recurrence.ts'

export interface ListedOutage extends ListedRecurrence {
  readonly kind: 'outage'
}

export const outage = {
  written: z
    .strictObject({ kind: z.literal('outage'), ...recurrenceFields })
    .describe('Nothing passes')
    .transform(
      (fields, context): ListedOutage => ({ kind: 'outage', ...recurrence(fields, context) }),
    ),
  words: (settings: ListedOutage): string => `outage of ${recurrenceText(settings)}`,
}
