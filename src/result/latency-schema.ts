/** What the schema of results says of counts, times and distributions of times. */
import * as z from 'zod'
import { byName } from '../record/by-name.ts'
import { PERCENTILES } from '../record/percentile.ts'

export const count = z.int().nonnegative().meta({ id: 'count' })
export const positiveCount = z.int().positive().meta({ id: 'positiveCount' })
export const milliseconds = z.number().nonnegative().meta({ id: 'milliseconds' })

/** A field that may be missing for each of some names. */
export const anyOf = <const Name extends string, Value extends z.ZodType>(
  names: readonly Name[],
  value: Value,
): z.ZodObject<Record<Name, z.ZodExactOptional<Value>>> =>
  z.object(byName(names, () => value.exactOptional()))

const beyond = z
  .object({ beyondMs: milliseconds })
  .describe('Among the attempts that never got there: longer than they were given.')
/** Null: open, because there are too few trials to say. */
export const intervalEnd = z.union([milliseconds, beyond, z.null()]).meta({ id: 'intervalEnd' })
const interval = z.tuple([intervalEnd, intervalEnd])

export const latencySchema = z
  .object({
    count: positiveCount.describe(
      'Trials that reached the milestone, completed, by a fallback, or not; mean, min and max are theirs.',
    ),
    mean: milliseconds,
    min: milliseconds,
    ...byName(PERCENTILES, () =>
      milliseconds
        .nullable()
        .describe('Of all trials: one that never got there took longer. Null: see beyondMs.'),
    ),
    max: milliseconds,
    beyondMs: anyOf(PERCENTILES, milliseconds)
      .exactOptional()
      .describe(
        'Percentiles that lie among the attempts that never got there: longer than they were given (of messages, and from when the network broke: also than all that came). Since 1.2.',
      ),
    chosen: z
      .record(
        z.string(),
        z.object({
          value: milliseconds.nullable(),
          beyondMs: milliseconds.exactOptional(),
          ci95: interval,
        }),
      )
      .exactOptional()
      .describe('The percentiles that were asked for, by their names. Since 1.5.'),
    ci95: z
      .object(byName(PERCENTILES, () => interval))
      .describe('95 % confidence intervals by order statistics.'),
  })
  .meta({ id: 'latency' })
