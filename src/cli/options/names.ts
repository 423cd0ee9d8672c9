/** What the command line calls what a run is told: the names that complaints have to use. */
import { InputError } from '../../json/input-error.ts'
import { optionOf } from '../../words/option-names.ts'

/** What is given without an option. */
const ARGUMENTS: readonly string[] = [
  'address',
  'files',
  'folders',
  'name',
  'password',
  'strategy',
  'what',
]

/** The error's line, with the option in the place of the field that it was handed in as. */
export function inOptions(error: InputError): string {
  const { code, file, field, found, expected } = error
  const [name = ''] = field.split(/[.[]/, 1)
  if (file !== undefined || name === '' || ARGUMENTS.includes(name)) return error.message
  return new InputError({ code, field: optionOf(name), found, expected }).message
}
