/** How words become what a run takes: held to a schema, with what was said kept beside. */
import * as z from 'zod'
import { accepted, InputError } from '../../json/input-error.ts'
import { checkValue } from '../../json/value.ts'
import { fieldOf } from '../option-names.ts'

/** Words that nobody has looked at yet: the right fields, with anything in them. */
export type Unread<Words> = { readonly [Field in keyof Words]?: unknown }

/**
 * `Words` is the documented form of what the schema takes.
 *
 * @throws {InputError} about the first thing that is wrong.
 */
export function accept<Words extends object, Schema extends z.ZodType>(
  words: Unread<Words>,
  schema: Schema,
): { readonly said: Words; readonly read: z.output<Schema> } {
  if (schema instanceof z.ZodObject) refuseOptions(words, Object.keys(schema.shape))
  const read = accepted(checkValue(words, schema))
  return { said: words as Words, read }
}

/** The name of an option, where the field has another: no mistyped one, so that no other is near. */
function refuseOptions(words: object, known: readonly string[]): void {
  if (typeof words !== 'object' || words === null) return
  for (const name of Object.keys(words)) {
    const field = known.includes(name) ? undefined : fieldOf(name, known)
    if (field === undefined) continue
    const [found, expected] = ['an unknown field', JSON.stringify(field)]
    throw new InputError({ code: 'wrong-value', field: name, found, expected })
  }
}
