import { z } from 'zod'
import type { OutageSettings } from '../../link/outage.ts'
import { recurrence, recurrenceFields, recurrenceText } from './recurrence.ts'

export const outage = {
  written: z
    .strictObject({ kind: z.literal('outage'), ...recurrenceFields })
    .describe('Nothing passes')
    .transform(
      (fields, context): OutageSettings => ({ kind: 'outage', ...recurrence(fields, context) }),
    ),
  words: (settings: OutageSettings): string => `outage of ${recurrenceText(settings)}`,
}
