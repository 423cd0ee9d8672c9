import * as z from 'zod'
import { quantityField } from '../../src/quantities/field.ts'
import { duration } from '../../src/quantities/quantity.ts'
import { time } from '../../src/quantities/words.ts'
import type { PolicerSettings } from '../link/policer.ts'

export const policer = {
  written: z
    .strictObject({
      kind: z.literal('policer'),
      interval: quantityField(duration).refine((interval) => interval > 0, {
        params: { expected: 'a duration above 0ms' },
      }),
      burst: z.int().min(1),
    })
    .describe('Loses packets that come too often'),
  words: ({ interval, burst }: PolicerSettings): string =>
    `a packet every ${time(interval)}, at most ${burst} at a time`,
}
