/** The steps of a recording: what a trace of rates and one of delays have in common. */
import * as z from 'zod'
import { refuse } from '../../json/refuse.ts'
import { quantityField } from '../../quantities/field.ts'
import { duration } from '../../quantities/quantity.ts'
import { time } from '../../quantities/words.ts'
import { type Duration, milliseconds } from '../../units.ts'

/** Thirty days, far from what nanoseconds can count. */
export const LONGEST_MS = 30 * 86_400_000

export const stepsFields = {
  endsMs: z
    .array(z.int().min(1).max(LONGEST_MS))
    .min(1)
    .describe('When each step ends, in milliseconds, ascending; repeats from the last'),
  from: quantityField(duration)
    .optional()
    .describe('Where in the recording the attempt begins; without it anywhere'),
}

/** In ascending order, with a value for each step. `name`: of the values. */
export function checkSteps(
  endsMs: readonly number[],
  name: string,
  values: readonly number[],
  context: z.RefinementCtx,
): void {
  if (values.length !== endsMs.length) {
    refuse(context, values, `as many as "endsMs" has (${endsMs.length})`, [name])
  }
  let previous = 0
  for (const [index, ms] of endsMs.entries()) {
    if (ms <= previous) {
      refuse(context, ms, `a time after ${previous} (milliseconds, ascending)`, ['endsMs', index])
      return
    }
    previous = ms
  }
}

/** `320 steps in 320 s, begun anywhere`. */
export function stepsText(endsMs: readonly number[], from: Duration | undefined): string {
  const begin = from === undefined ? 'anywhere' : `at ${time(from)}`
  return `${endsMs.length} steps in ${time(periodOf(endsMs))}, begun ${begin}`
}

export const periodOf = (endsMs: readonly number[]): Duration => milliseconds(endsMs.at(-1) ?? 0)

/** The value that holds at a share of the time: the median at one half. */
export function valueByTime(
  endsMs: readonly number[],
  values: readonly number[],
  share: number,
): number {
  const steps = values.map((value, index) => ({
    value,
    ms: (endsMs[index] ?? 0) - (endsMs[index - 1] ?? 0),
  }))
  steps.sort((a, b) => a.value - b.value)
  let left = (endsMs.at(-1) ?? 0) * share
  for (const { value, ms } of steps) {
    left -= ms
    if (left <= 0) return value
  }
  return 0
}
