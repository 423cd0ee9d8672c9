/** A span of time, once or again and again: what outages and holds have in common. */
import type { z } from 'zod'
import { refuse } from '../../json/refuse.ts'
import type { Recurrence } from '../../link/recurring-span.ts'
import { quantityField } from '../../quantities/field.ts'
import { duration } from '../../quantities/quantity.ts'
import { time } from '../../quantities/words.ts'
import type { Duration } from '../../units.ts'

export const recurrenceFields = {
  start: quantityField(duration).describe('From the beginning of the attempt'),
  duration: quantityField(duration),
  period: quantityField(duration).optional().describe('From one beginning to the next'),
}

interface WrittenRecurrence {
  readonly start: Duration
  readonly duration: Duration
  readonly period?: Duration | undefined
}

export function recurrence(
  { start, duration: length, period }: WrittenRecurrence,
  context: z.RefinementCtx,
): Recurrence {
  if (period === undefined) return { start, duration: length }
  if (period === 0) refuse(context, period, 'a period above 0ms', ['period'])
  else if (length >= period) refuse(context, length, 'a duration below the period', ['duration'])
  return { start, duration: length, period }
}

export function recurrenceText({ start, duration: length, period }: Recurrence): string {
  const again = period === undefined ? '' : `, again every ${time(period)}`
  return `${time(length)} from ${time(start)} on${again}`
}
