/** Values that a program hands in, checked as text is: the first complaint, with its field. */
import type { ZodType } from 'zod'
import * as z from 'zod'
import { complaints, fieldText } from './complaint.ts'
import { accepted, type Checked, InputError } from './input-error.ts'

export function checkValue<Schema extends ZodType>(
  value: unknown,
  schema: Schema,
): Checked<z.output<Schema>> {
  const result = schema.safeParse(value)
  if (result.success) return { ok: true, value: result.data }
  const all = complaints(result.error, value, schema)
  // A field of a name that is not known is missing where it was meant to be: the name is what is wrong.
  const first = all.find(({ at }) => at === 'key') ?? all[0]
  return {
    ok: false,
    error: new InputError({
      code: 'wrong-value',
      field: fieldText(first?.path ?? []),
      found: first?.found ?? 'this',
      expected: first?.expected ?? 'another value',
    }),
  }
}

/**
 * What is handed in by itself, by the name that it has where it is documented.
 *
 * @throws {InputError}
 */
export function refuseOther(field: string, value: unknown, schema: ZodType): void {
  accepted(checkValue({ [field]: value }, z.object({ [field]: schema })))
}

/** @throws {InputError} */
export const refuseNoText = (field: string, value: unknown): void =>
  refuseOther(field, value, z.string())
