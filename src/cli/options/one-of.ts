/** Options that are one of a few names. */
import { closest } from 'fastest-levenshtein'
import { InputError } from '../../json/input-error.ts'

export function oneOf<Name extends string>(
  field: string,
  text: string,
  names: readonly Name[],
): Name {
  const name = names.find((one) => one === text)
  if (name !== undefined) return name
  throw new InputError({
    code: 'unknown-name',
    field,
    found: JSON.stringify(text),
    expected: `one of ${names.join(', ')} (did you mean "${closest(text, names)}"?)`,
  })
}
