import { z } from 'zod'
import type { HoldSettings } from '../../link/hold.ts'
import { recurrence, recurrenceFields, recurrenceText } from './recurrence.ts'

export const hold = {
  written: z
    .strictObject({ kind: z.literal('hold'), ...recurrenceFields })
    .describe('Packets wait for its end')
    .transform(
      (fields, context): HoldSettings => ({ kind: 'hold', ...recurrence(fields, context) }),
    ),
  words: (settings: HoldSettings): string => `packets wait for ${recurrenceText(settings)}`,
}
