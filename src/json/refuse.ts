/** What a schema's own checks say: a complaint that names a field, and what it expected there. */
import type { z } from 'zod'

/**
 * Reports a complaint in the form that the JSON reader turns into "found …, expected …". `found`:
 * where what is found must not be shown.
 */
export const refuse = (
  context: z.RefinementCtx,
  input: unknown,
  expected: string,
  path: PropertyKey[] = [],
  found?: string,
): void => {
  const params = { expected, found }
  context.issues.push({ code: 'custom', input, message: expected, path, params })
}
