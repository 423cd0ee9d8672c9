/** What the schema of results says of outcomes that are kept trial by trial. */
import * as z from 'zod'
import { byName } from '../record/by-name.ts'
import { FALLBACK_NAMES } from '../record/fallback.ts'
import { BATCH_TRIALS } from '../record/outcomes/batch.ts'
import { OUTCOMES_KEPT } from '../record/outcomes/log.ts'
import { PERCENTILES } from '../record/percentile.ts'
import { FAILURE_CODES, LAYERS } from '../transport.ts'
import { anyOf, count, milliseconds, positiveCount } from './latency-schema.ts'

const runs = z
  .string()
  .describe('Runs: a value and how often it comes, and so on, trial by trial; as LEB128, base64.')

const times = (what: string) =>
  z.string().describe(`${what}: microseconds and one more, 0 for never; as LEB128, base64.`)

const batchSchema = z.object({
  from: count,
  to: count.describe('Excluded.'),
  times: count.describe('Attempts, or episodes of lives.'),
  failed: count,
  ...byName(PERCENTILES, () => milliseconds.nullable()),
})

export const outcomesSchema = z.object({
  trials: z
    .array(z.tuple([count, positiveCount]))
    .describe(
      `Which trials of the cell are kept, from (included) to (excluded): those below ${OUTCOMES_KEPT}, without gaps unless the run was interrupted. All that follows is in their order.`,
    ),
  kinds: z.array(
    z.object({
      ending: z
        .enum(['ready', ...FALLBACK_NAMES, ...FAILURE_CODES])
        .describe('Ready by what the strategy is called after, by a fallback, or the failure.'),
      waits: anyOf(LAYERS, positiveCount),
    }),
  ),
  kind: runs.describe('Which of "kinds" each trial is of, as runs.'),
  ready: times('From wanting to connect until ready'),
  bytes: z
    .object({ up: runs, down: runs })
    .describe('Octets that each end wrote to TCP or QUIC, as runs.'),
  episodes: z
    .object({
      count: runs.describe('How many episodes each life had, as runs.'),
      recovered: times('Episode by episode: from the return of the network until recovered'),
    })
    .exactOptional(),
  batches: z
    .array(batchSchema)
    .exactOptional()
    .describe(
      `Of later trials, by ${BATCH_TRIALS}: percentiles of each batch, null among those that never got there.`,
    ),
})

export type ResultOutcomes = z.infer<typeof outcomesSchema>
