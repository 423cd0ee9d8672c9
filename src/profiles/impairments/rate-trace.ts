import * as z from 'zod'
import { refuse } from '../../json/refuse.ts'
import type { RateTraceSettings } from '../../link/rate-trace.ts'
import { speed } from '../../quantities/words.ts'
import type { BitRate } from '../../units.ts'
import { checkSteps, stepsFields, stepsText, valueByTime } from './steps.ts'
import { queueText, tailDrop, UNLIMITED } from './tail-drop.ts'

const FASTEST_BPS = 1e12

export const rateTrace = {
  written: z
    .strictObject({
      kind: z.literal('rate-trace'),
      ...stepsFields,
      bitsPerSecond: z
        .array(z.int().min(0).max(FASTEST_BPS))
        .describe('The rate in each step; 0 where nothing passed'),
      queue: tailDrop,
    })
    .describe('A rate that was recorded over time')
    .transform((written, context): RateTraceSettings => {
      const { endsMs, bitsPerSecond, from, queue = UNLIMITED } = written
      checkSteps(endsMs, 'bitsPerSecond', bitsPerSecond, context)
      if (!bitsPerSecond.some((rate) => rate > 0)) {
        refuse(context, bitsPerSecond, 'at least one rate above 0', ['bitsPerSecond'])
      }
      const begun = from === undefined ? {} : { from }
      return { kind: 'rate-trace', endsMs, bitsPerSecond, ...begun, queue }
    }),
  words: ({ endsMs, bitsPerSecond, from, queue }: RateTraceSettings): string => {
    const [low, middle, high] = [0.05, 0.5, 0.95].map((share) =>
      speed(valueByTime(endsMs, bitsPerSecond, share) as BitRate),
    )
    return `rate ${middle} median (${low}–${high} p5–p95), ${stepsText(endsMs, from)}${queueText(queue)}`
  },
}
