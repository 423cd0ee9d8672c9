/** A span of time, once or again and again: what outages and holds have in common. */
import type { z } from 'zod'
import { refuse } from '../../json/refuse.ts'
import type { Recurrence } from '../../link/recurring-span.ts'
import { quantityField } from '../../quantities/field.ts'
import { duration } from '../../quantities/quantity.ts'
import { time } from '../../quantities/words.ts'
import { type Duration, ZERO } from '../../units.ts'

/** Without a start, one with a period may begin in any phase of it. */
export type ListedRecurrence = Omit<Recurrence, 'start'> & { readonly start?: Duration }

export const recurrenceFields = {
  start: quantityField(duration)
    .optional()
    .describe('From the beginning of the attempt; with a period and without this: at any phase'),
  duration: quantityField(duration),
  period: quantityField(duration).optional().describe('From one beginning to the next'),
}

interface WrittenRecurrence {
  readonly start?: Duration | undefined
  readonly duration: Duration
  readonly period?: Duration | undefined
}

export function recurrence(
  { start, duration: length, period }: WrittenRecurrence,
  context: z.RefinementCtx,
): ListedRecurrence {
  if (period === undefined) {
    if (start === undefined)
      refuse(context, start, `${duration.expected}, or a "period"`, ['start'])
    return { start: start ?? ZERO, duration: length }
  }
  if (period === 0) refuse(context, period, 'a period above 0ms', ['period'])
  else if (length >= period) refuse(context, length, 'a duration below the period', ['duration'])
  return start === undefined ? { duration: length, period } : { start, duration: length, period }
}

export function recurrenceText({ start, duration: length, period }: ListedRecurrence): string {
  const again = period === undefined ? '' : `, again every ${time(period)}`
  return `${time(length)} from ${start === undefined ? 'any moment' : time(start)} on${again}`
}
