import * as z from 'zod'
import type { DelaySettings } from '../../link/delay.ts'
import { quantityField } from '../../quantities/field.ts'
import { duration } from '../../quantities/quantity.ts'
import { time } from '../../quantities/words.ts'

export const delay = {
  written: z.strictObject({ kind: z.literal('delay'), delay: quantityField(duration) }),
  words: (settings: DelaySettings): string => `delay ${time(settings.delay)}`,
}
