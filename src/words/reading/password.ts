/**
 * A password that is handed in, or named by its file. Checked by hand: whatever stands in its
 * place is never repeated.
 */
import { readPasswordFile } from '../../files/password.ts'
import { InputError } from '../../json/input-error.ts'

/** Undefined if there is none. */
export function checkedPassword({
  password,
  passwordFile,
}: {
  readonly password?: unknown
  readonly passwordFile?: string | undefined
}): string | undefined {
  if (passwordFile !== undefined) {
    if (password === undefined) return readPasswordFile(passwordFile)
    throw wrongPassword('one beside a passwordFile', 'one of the two')
  }
  return password === undefined ? undefined : checkPassword(password)
}

export function checkPassword(password: unknown): string {
  if (password === '') throw wrongPassword('an empty one', 'a password')
  if (typeof password === 'string') return password
  throw wrongPassword(`a ${typeof password}`, 'a text')
}

export const wrongPassword = (found: string, expected: string): InputError =>
  new InputError({ code: 'wrong-value', field: 'password', found, expected })
