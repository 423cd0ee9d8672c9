/** Kinds of fields that words have: names, counts, times; each says what it expects. */
import * as z from 'zod'
import { accepted, InputError } from '../../json/input-error.ts'
import { checkValue } from '../../json/value.ts'
import { timeField } from '../../quantities/field.ts'
import { nanoseconds, seconds, toMilliseconds, ZERO } from '../../units.ts'

/** A whole number within bounds, both included. */
export const countField = (least: number, most: number) =>
  z.custom<number>(
    (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
    { params: { expected: `a whole number from ${least} to ${most}` } },
  )

/** A time that somebody is ready to wait for. */
export const whileField = timeField(nanoseconds(1), seconds(86_400), 'more than 0s, at most 86400s')

/** Of a field that is by itself: milliseconds. */
export const readWhile = (field: string, said: unknown): number => {
  const schema = z.object({ [field]: whileField })
  return toMilliseconds(accepted(checkValue({ [field]: said }, schema))[field] ?? ZERO)
}

/** Stands for everything that there is of a kind. */
export const ALL = 'all'

/** Of strategies: those included that are compared apart. */
export const CATALOGUE = 'catalogue'

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
