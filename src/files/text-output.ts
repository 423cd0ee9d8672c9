/** Writes a file that somebody has named: a text, or octets. */
import { closeSync, existsSync, openSync, unlinkSync, writeFileSync } from 'node:fs'
import { InputError } from '../json/input-error.ts'

/** @throws {InputError} when nothing can be written there. */
export function writeTextFile(path: string, content: string | Uint8Array): void {
  guard(path, () => writeFileSync(path, content))
}

/**
 * Fails early, before a long run, and leaves everything as it is.
 *
 * @throws {InputError} when nothing can be written there.
 */
export function ensureWritable(path: string): void {
  guard(path, () => {
    const isNew = !existsSync(path)
    closeSync(openSync(path, 'a'))
    if (isNew) unlinkSync(path)
  })
}

function guard(path: string, action: () => void): void {
  try {
    action()
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
