/** Writes a file that somebody has named: a text, or octets. */
import { writeFileSync } from 'node:fs'
import { InputError } from '../json/input-error.ts'

/** @throws {InputError} when nothing can be written there. */
export function writeTextFile(path: string, content: string | Uint8Array): void {
  try {
    writeFileSync(path, content)
  } catch (error) {
    const found = error instanceof Error && 'code' in error ? String(error.code) : 'an error'
    throw new InputError({
      code: 'unwritable',
      file: path,
      found,
      expected: 'a file that can be written to',
    })
  }
}
