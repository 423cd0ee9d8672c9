/** The password in a file: its first line. Never more of it than that, and never in an error. */
import { accepted, InputError } from '../json/input-error.ts'
import { readTextFile } from './text-file.ts'

export function readPasswordFile(path: string): string {
  const [password = ''] = accepted(readTextFile(path)).split(/\r?\n/, 1)
  if (password !== '') return password
  throw new InputError({
    code: 'malformed',
    file: path,
    found: 'an empty first line',
    expected: 'a password',
  })
}
