import * as z from 'zod'
import type { LossSettings } from '../../link/loss.ts'
import { quantityField } from '../../quantities/field.ts'
import { share } from '../../quantities/quantity.ts'
import { shareText } from '../../quantities/text.ts'

export const loss = {
  written: z
    .strictObject({ kind: z.literal('loss'), probability: quantityField(share) })
    .describe('Independent loss'),
  words: ({ probability }: LossSettings): string => `loss ${shareText(probability)}`,
}
