import * as z from 'zod'
import type { DelayTraceSettings } from '../../link/delay-trace.ts'
import { time } from '../../quantities/words.ts'
import { type Duration, microseconds } from '../../units.ts'
import { checkSteps, stepsFields, stepsText, valueByTime } from './steps.ts'

/** Nothing beyond a day is meant as the delay of a packet. */
const LONGEST_US = 86_400e6

export const delayTrace = {
  written: z
    .strictObject({
      kind: z.literal('delay-trace'),
      ...stepsFields,
      delaysUs: z
        .array(z.int().min(0).max(LONGEST_US))
        .describe('The delay of this way in each step, in microseconds'),
    })
    .describe('A delay that was recorded over time')
    .transform((written, context): DelayTraceSettings => {
      const { endsMs, delaysUs, from } = written
      checkSteps(endsMs, 'delaysUs', delaysUs, context)
      const begun = from === undefined ? {} : { from }
      return { kind: 'delay-trace', endsMs, delaysUs, ...begun }
    }),
  words: (settings: DelayTraceSettings): string => {
    const { endsMs, from } = settings
    const [low, middle, high] = [0.05, 0.5, 0.95].map((share) => time(delayAt(settings, share)))
    return `delay ${middle} median (${low}–${high} p5–p95), ${stepsText(endsMs, from)}`
  },
}

/** The delay that holds at a share of the time. */
const delayAt = ({ endsMs, delaysUs }: DelayTraceSettings, share: number): Duration =>
  microseconds(valueByTime(endsMs, delaysUs, share))

export const medianDelay = (settings: DelayTraceSettings): Duration => delayAt(settings, 0.5)
