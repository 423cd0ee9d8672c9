/** Accounts in a file: `name:password`, one a line; empty lines and those that begin with # are not. */
import { caseMapped } from '../address.ts'
import { accepted, InputError } from '../json/input-error.ts'
import { readTextFile } from './text-file.ts'

export interface NamedAccount {
  readonly local: string
  readonly password: string
}

export function readAccountFile(path: string): readonly NamedAccount[] {
  const accounts = new Map<string, NamedAccount>()
  for (const [index, line] of accepted(readTextFile(path)).split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue
    const colon = line.indexOf(':')
    const [local, password] = [caseMapped(line.slice(0, colon)), line.slice(colon + 1)]
    // The line is not repeated: it may be a password.
    if (colon < 1 || password === '') throw wrongLine(path, index, 'another form')
    if (!isLocalpart(local)) throw wrongLine(path, index, 'another name')
    if (accounts.has(local)) throw wrongLine(path, index, `${JSON.stringify(local)} again`)
    accounts.set(local, { local, password })
  }
  if (accounts.size > 0) return [...accounts.values()]
  const expected = 'name:password, one a line'
  throw new InputError({ code: 'malformed', file: path, found: 'no account', expected })
}

const wrongLine = (file: string, index: number, found: string): InputError =>
  new InputError({
    code: 'malformed',
    file,
    line: index + 1,
    found,
    expected: `name:password with ${LOCALPART}`,
  })

export const LOCALPART = 'a name of letters, digits and . _ + -'

/** In a simple form, case-mapped: what else RFC 7622 §3.3 allows, nobody has a test account of. */
export const isLocalpart = (text: string): boolean => /^[\p{L}\p{M}\p{N}._+-]{1,64}$/u.test(text)
