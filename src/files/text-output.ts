/** Writes a file that somebody has named: a text, or octets. */
import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { InputError } from '../json/input-error.ts'

/** @throws {InputError} when nothing can be written there. */
export const writeTextFile = (path: string, content: string | Uint8Array): void =>
  guarded(path, () => writeFileSync(path, content))

/**
 * Fails early, before a long run, and leaves everything as it is.
 *
 * @throws {InputError} when nothing can be written there.
 */
export const ensureWritable = (path: string): void =>
  guarded(path, () => {
    const isNew = !existsSync(path)
    closeSync(openSync(path, 'a'))
    if (isNew) unlinkSync(path)
  })

/**
 * As `ensureWritable`, for what another file will take the place of: a device would be gone then.
 *
 * @throws {InputError} when nothing can be written there, or what is there is no file.
 */
export function ensureReplaceable(path: string): void {
  if (path === '') throw unwritable('""', 'no name')
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === false) {
    throw unwritable(path, 'something that is no file')
  }
  ensureWritable(path)
}

/** @throws {InputError} when something is there: before what takes long. */
export function ensureNew(path: string): void {
  if (existsSync(path)) throw unwritable(path, THERE_ALREADY)
}

/** @throws {InputError} when something is there, or nothing can be written. */
export const writeNewFile = (path: string, text: string): void =>
  guarded(path, () => writeFileSync(path, text, { flag: 'wx' }))

/** @throws {InputError} when nothing can be written there. */
export const appendText = (path: string, text: string): void =>
  guarded(path, () => appendFileSync(path, text))

/** @throws {InputError} in the place of what the system says. */
export function guarded<Value>(path: string, action: () => Value): Value {
  try {
    return action()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'an error'
    throw unwritable(path, code === 'EEXIST' ? THERE_ALREADY : code)
  }
}

const THERE_ALREADY = 'a file that is there already'

const unwritable = (path: string, found: string): InputError =>
  new InputError({
    code: 'unwritable',
    file: path,
    found,
    expected: found === THERE_ALREADY ? 'a new one' : 'a file that can be written to',
  })
