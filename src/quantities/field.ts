/** A quantity as a field of a schema: text with its unit, read into base units. */
import * as z from 'zod'
import type { Duration } from '../units.ts'
import { duration, type Quantity } from './quantity.ts'

/** Refuses with what was expected; gives editors the pattern and an example. */
export const quantityField = <T>(quantity: Quantity<T>) =>
  z
    .unknown()
    .transform((input, context): T => {
      const parsed = typeof input === 'string' ? quantity.parse(input) : undefined
      if (parsed?.ok) return parsed.value
      const { expected } = quantity
      // Of a union's branches, one for texts is not what was meant where there is no text.
      const params = { expected, wrongShape: parsed === undefined }
      context.issues.push({ code: 'custom', input, message: expected, params })
      return z.NEVER
    })
    .meta({ type: 'string', pattern: quantity.pattern, examples: [quantity.example] })

/** A time with its unit, within bounds, both included; `expected`: what it has to be, in words. */
export const timeField = (least: Duration, most: Duration, expected: string) =>
  quantityField(duration).refine((time) => time >= least && time <= most, { params: { expected } })
