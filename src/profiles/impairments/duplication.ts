import * as z from 'zod'
import type { DuplicationSettings } from '../../link/duplication.ts'
import { quantityField } from '../../quantities/field.ts'
import { share } from '../../quantities/quantity.ts'
import { shareText } from '../../quantities/text.ts'

export const duplication = {
  written: z
    .strictObject({ kind: z.literal('duplication'), probability: quantityField(share) })
    .describe('Packets that arrive twice'),
  words: ({ probability }: DuplicationSettings): string => `duplicates ${shareText(probability)}`,
}
