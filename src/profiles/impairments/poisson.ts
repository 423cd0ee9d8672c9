import * as z from 'zod'
import type { PoissonSettings } from '../../link/poisson.ts'
import { quantityField } from '../../quantities/field.ts'
import { rate } from '../../quantities/quantity.ts'
import { speed } from '../../quantities/words.ts'
import { queueText, tailDrop, UNLIMITED } from './tail-drop.ts'

export const poisson = {
  written: z
    .strictObject({ kind: z.literal('poisson'), rate: quantityField(rate), queue: tailDrop })
    .describe('Chances to send 1500 bytes come at random, on average at this rate')
    .transform(({ queue = UNLIMITED, ...rest }): PoissonSettings => ({ ...rest, queue })),
  words: (settings: PoissonSettings): string =>
    `rate ${speed(settings.rate)}, Poisson service${queueText(settings.queue)}`,
}
