/** Options that are one of a few names. */
import { InputError } from '../../json/input-error.ts'
import { meantHint } from '../../json/named.ts'

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
    expected: `one of ${names.join(', ')}${meantHint(text, names)}`,
  })
}
