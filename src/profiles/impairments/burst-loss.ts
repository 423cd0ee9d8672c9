import * as z from 'zod'
import type { BurstLossSettings } from '../../link/burst-loss.ts'
import { burstText } from '../../quantities/words.ts'
import { burstLossFields, checkBurstLoss } from '../field.ts'

export const burstLoss = {
  written: z
    .strictObject({ kind: z.literal('burst-loss'), ...burstLossFields })
    .describe('Gilbert–Elliott, as in tc-netem: gemodel p r 1-h 1-k')
    .transform((fields, context): BurstLossSettings => {
      checkBurstLoss(fields, context)
      return fields
    }),
  words: (settings: BurstLossSettings): string => `loss ${burstText(settings)}`,
}
