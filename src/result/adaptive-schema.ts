/** What the schema of results says of runs with as many trials as it took (`-n auto`). */
import * as z from 'zod'
import { count } from './latency-schema.ts'

export const adaptiveSchema = z.object({
  precision: z
    .number()
    .positive()
    .describe('How far either end of an interval may be from the percentile, as a share of it.'),
  percentiles: z.array(z.string()).describe('Those whose intervals were looked at.'),
  profiles: z
    .record(
      z.string(),
      z.object({
        trials: count.describe('Of each of its cells: the same, so that trials are paired.'),
        reached: z.boolean().describe('Whether every interval is as narrow as was asked.'),
      }),
    )
    .describe('By the names in "profiles".'),
})

export type ResultAdaptive = z.infer<typeof adaptiveSchema>
