/** What the command line calls what a run is told: the names that complaints have to use. */
import { InputError } from '../../json/input-error.ts'

/** Where it is not the same word behind two hyphens. */
const OPTIONS: Readonly<Record<string, string>> = {
  profiles: '-p',
  strategies: '-s',
}

/** The error's line, with the option in the place of the field that it was handed in as. */
export function inOptions(error: InputError): string {
  if (error.file !== undefined || error.field === '') return error.message
  const { code, field, found, expected } = error
  return new InputError({ code, field: OPTIONS[field] ?? `--${field}`, found, expected }).message
}
