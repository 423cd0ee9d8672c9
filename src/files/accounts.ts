/** Accounts in a file: `name:password`, one a line; empty lines and those that begin with # are not. */
import { accepted, InputError } from '../json/input-error.ts'
import { readTextFile } from './text-file.ts'

export interface NamedAccount {
  readonly local: string
  readonly password: string
}

export function readAccountFile(path: string): readonly NamedAccount[] {
  return accepted(readTextFile(path))
    .split(/\r?\n/)
    .flatMap((line, index) => {
      if (line.trim() === '' || line.startsWith('#')) return []
      const colon = line.indexOf(':')
      const [local, password] = [line.slice(0, colon), line.slice(colon + 1)]
      // The line is not repeated: it may be a password.
      if (colon < 1 || password === '') throw wrongLine(path, index, 'another form')
      if (!isLocalpart(local)) throw wrongLine(path, index, `the name ${JSON.stringify(local)}`)
      return [{ local, password }]
    })
}

const wrongLine = (file: string, index: number, found: string): InputError =>
  new InputError({
    code: 'malformed',
    file,
    line: index + 1,
    found,
    expected: `name:password with ${LOCALPART}`,
  })

export const LOCALPART = 'a name of a–z, 0–9 and . _ + -'

/** In its simplest form: what RFC 7622 §3.3 would fold or forbid is not guessed at. */
export const isLocalpart = (text: string): boolean => /^[a-z0-9._+-]{1,64}$/.test(text)
