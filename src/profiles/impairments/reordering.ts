import * as z from 'zod'
import type { ReorderingSettings } from '../../link/reordering.ts'
import { quantityField } from '../../quantities/field.ts'
import { duration, share } from '../../quantities/quantity.ts'
import { shareText } from '../../quantities/text.ts'
import { time } from '../../quantities/words.ts'

export const reordering = {
  written: z
    .strictObject({
      kind: z.literal('reordering'),
      probability: quantityField(share),
      delay: quantityField(duration),
    })
    .describe('Packets that are held back, so that later ones overtake them'),
  words: ({ probability, delay }: ReorderingSettings): string =>
    `holds ${shareText(probability)} back by ${time(delay)}`,
}
