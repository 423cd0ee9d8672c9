/** What a schema's own checks say: a complaint that names a field, and what it expected there. */
import type { z } from 'zod'

/** Reports a complaint in the form that the JSON reader turns into "found …, expected …". */
export const refuse = (
  context: z.RefinementCtx,
  input: unknown,
  expected: string,
  path: PropertyKey[] = [],
): void => {
  context.issues.push({ code: 'custom', input, message: expected, path, params: { expected } })
}
