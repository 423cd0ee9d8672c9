/** Kinds of fields that words have: names, counts; each says what it expects. */
import { z } from 'zod'
import { InputError } from '../../json/input-error.ts'

/** A whole number within bounds, both included. */
export const countField = (least: number, most: number) =>
  z.custom<number>(
    (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
    { params: { expected: `a whole number from ${least} to ${most}` } },
  )

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
