/** How long an answer takes, as people write it: always the same, or quantiles to be drawn from. */
import * as z from 'zod'
import { constantly, type ProcessingTime } from '../../processing-time.ts'
import { quantilesField } from '../../profiles/field.ts'
import { quantileText } from '../../quantile-table.ts'
import { quantityField } from '../../quantities/field.ts'
import { duration } from '../../quantities/quantity.ts'
import { durationText } from '../../quantities/text.ts'

const expected = `${duration.expected}, or quantiles of it`

export const processingTime = z.union([
  quantityField({ ...duration, expected }).transform(constantly),
  quantilesField(duration)
    .transform((points): ProcessingTime => ({ kind: 'quantiles', points }))
    .describe('Drawn for each answer'),
])

/** As it is read again. */
export const processingTimeText = (
  time: ProcessingTime,
): string | Readonly<Record<string, string>> =>
  time.kind === 'constant'
    ? durationText(time.time)
    : Object.fromEntries(
        time.points.map(({ quantile, value }) => [quantileText(quantile), durationText(value)]),
      )
