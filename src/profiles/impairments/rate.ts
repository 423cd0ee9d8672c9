import * as z from 'zod'
import type { RateSettings } from '../../link/rate.ts'
import { quantityField } from '../../quantities/field.ts'
import { rate as bitRate } from '../../quantities/quantity.ts'
import { speed } from '../../quantities/words.ts'
import { queueText, tailDrop, UNLIMITED } from './tail-drop.ts'

export const rate = {
  written: z
    .strictObject({ kind: z.literal('rate'), rate: quantityField(bitRate), queue: tailDrop })
    .transform(({ queue = UNLIMITED, ...rest }): RateSettings => ({ ...rest, queue })),
  words: (settings: RateSettings): string =>
    `rate ${speed(settings.rate)}${queueText(settings.queue)}`,
}
