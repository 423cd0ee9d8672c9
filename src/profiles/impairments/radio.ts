import * as z from 'zod'
import { refuse } from '../../json/refuse.ts'
import type { RadioSettings } from '../../link/radio.ts'
import { quantityField } from '../../quantities/field.ts'
import { duration } from '../../quantities/quantity.ts'
import { time } from '../../quantities/words.ts'

export const radio = {
  written: z
    .strictObject({
      kind: z.literal('radio'),
      promotion: quantityField(duration).describe('How long the packet that finds it idle waits'),
      idleAfter: quantityField(duration).describe('Silence both ways after which it falls idle'),
      sleep: z
        .strictObject({
          after: quantityField(duration).describe('Silence both ways after which it sleeps'),
          wake: quantityField(duration).describe('How long the packet that finds it asleep waits'),
        })
        .optional(),
      initially: z.enum(['idle', 'asleep', 'connected']),
    })
    .describe("The device's radio, the same one for both directions")
    .transform(({ sleep, ...rest }, context): RadioSettings => {
      if (sleep === undefined) {
        if (rest.initially !== 'asleep') return rest
        refuse(context, rest.initially, '"idle" or "connected", or a "sleep"', ['initially'])
        return rest
      }
      if (sleep.after >= rest.idleAfter) {
        refuse(context, sleep.after, 'a silence shorter than "idleAfter"', ['sleep', 'after'])
      }
      return { ...rest, sleep }
    }),
  words: ({ initially, promotion, idleAfter, sleep }: RadioSettings): string => {
    const asleep =
      sleep === undefined
        ? ''
        : `, asleep after ${time(sleep.after)} (wakes in ${time(sleep.wake)})`
    return `radio ${initially} at first, wakes in ${time(promotion)}, idle after ${time(idleAfter)}${asleep}`
  },
}
