import { z } from 'zod'
import type { RadioSettings } from '../../link/radio.ts'
import { quantityField } from '../../quantities/field.ts'
import { duration } from '../../quantities/quantity.ts'
import { time } from '../../quantities/words.ts'

export const radio = {
  written: z
    .strictObject({
      kind: z.literal('radio'),
      promotion: quantityField(duration).describe('How long the packet that finds it idle waits'),
      idleAfter: quantityField(duration).describe('Silence both ways after which it falls idle'),
      initially: z.enum(['idle', 'connected']),
    })
    .describe("The device's radio, the same one for both directions"),
  words: ({ initially, promotion, idleAfter }: RadioSettings): string =>
    `radio ${initially} at first, wakes in ${time(promotion)}, idle after ${time(idleAfter)}`,
}
