/** How words become what a run takes: held to a schema, with what was said kept beside. */
import type { ZodType, z } from 'zod'
import { accepted } from '../../json/input-error.ts'
import { checkValue } from '../../json/value.ts'

/** Words that nobody has looked at yet: the right fields, with anything in them. */
export type Unread<Words> = { readonly [Field in keyof Words]?: unknown }

/**
 * `Words` is the documented form of what the schema takes.
 *
 * @throws {InputError} about the first thing that is wrong.
 */
export function accept<Words extends object, Schema extends ZodType>(
  words: Unread<Words>,
  schema: Schema,
): { readonly said: Words; readonly read: z.output<Schema> } {
  const read = accepted(checkValue(words, schema))
  return { said: words as Words, read }
}
