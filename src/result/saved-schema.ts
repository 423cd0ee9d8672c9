/** What the schema of results says of savings against the first row of a table. */
import * as z from 'zod'
import { byName } from '../record/by-name.ts'

/** The percentiles at which cells are compared. */
export const COMPARED = ['p50', 'p95', 'p99'] as const
export type Compared = (typeof COMPARED)[number]

const savedTime = z
  .object({
    ms: z.number().describe('Positive where this row is faster.'),
    ci95: z
      .tuple([z.number().nullable(), z.number().nullable()])
      .describe('95 % confidence interval; null: open, because there are too few trials to say.'),
  })
  .nullable()
  .describe('Null where either lies among the attempts that never got there.')

export const savedSchema = z
  .object({
    against: z.object({ strategy: z.string(), server: z.string().nullable() }),
    ...byName(COMPARED, () => savedTime),
  })
  .describe(
    'How much less time than the first row on the same profile, in the same scenario by the same policy: trials of the same index met the same link.',
  )

export type Saved = z.infer<typeof savedSchema>
