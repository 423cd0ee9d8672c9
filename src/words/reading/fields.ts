/** Kinds of fields that words have: names, counts, times; each says what it expects. */
import { z } from 'zod'
import { InputError } from '../../json/input-error.ts'
import { quantityField } from '../../quantities/field.ts'
import { duration } from '../../quantities/quantity.ts'
import type { Duration } from '../../units.ts'

/** A whole number within bounds, both included. */
export const countField = (least: number, most: number) =>
  z.custom<number>((value) => Number.isInteger(value) && within(Number(value), least, most), {
    params: { expected: `a whole number from ${least} to ${most}` },
  })

/** A time with its unit, within bounds, both included. */
export const timeField = (least: Duration, most: Duration, expected: string) =>
  quantityField(duration).refine((time) => within(time, least, most), { params: { expected } })

const within = (value: number, least: number, most: number): boolean =>
  value >= least && value <= most

/** Stands for everything that there is of a kind. */
export const ALL = 'all'

export const namesField = z.array(z.string()).min(1)

export function refuseRepeated(field: string, names: readonly string[]): void {
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated === undefined) return
  throw new InputError({
    code: 'repeated',
    field,
    found: `"${repeated}" twice`,
    expected: 'each name once',
  })
}
