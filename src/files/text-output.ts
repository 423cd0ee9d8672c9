/** Writes a file that somebody has named: a text, or octets. */
import {
  appendFileSync,
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  realpathSync,
  type Stats,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { InputError } from '../json/input-error.ts'

/** @throws {InputError} when nothing can be written there. */
export const writeTextFile = (path: string, content: string | Uint8Array): void =>
  guarded(path, () => writeFileSync(path, content))

/**
 * What nobody else may read: a new file is its owner's alone.
 *
 * @throws {InputError} when nothing can be written there.
 */
export const writeSecretFile = (path: string, content: Uint8Array): void =>
  guarded(path, () => writeFileSync(path, content, { mode: 0o600 }))

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
 * As `ensureWritable`, for what another file will take the place of: a device would be gone then, and what
 * is printed to would go on without its name.
 *
 * @throws {InputError} when nothing can be written there, or what is there is no file.
 */
export function ensureReplaceable(path: string): void {
  if (path === '') throw unwritable('""', 'no name')
  const there = guarded(path, () => statSync(path, { throwIfNoEntry: false }))
  if (there !== undefined && !isReplaceable(path, there)) {
    throw unwritable(path, 'something that is no file')
  }
  if (there !== undefined && PRINTED_TO.some((stream) => isOpenAs(stream, there))) {
    throw unwritable(path, 'what is printed to')
  }
  ensureWritable(path)
}

/** Names in /dev and /proc are the system's, also of what is a file elsewhere: /dev/stdout, /dev/fd/3. */
const isReplaceable = (path: string, there: Stats): boolean =>
  there.isFile() && !/^\/(dev$|proc\/)/.test(guarded(path, () => realpathSync(dirname(path))))

/** Standard output and standard error. */
const PRINTED_TO = [1, 2]

function isOpenAs(stream: number, { dev, ino }: Stats): boolean {
  try {
    const open = fstatSync(stream)
    return open.dev === dev && open.ino === ino
  } catch {
    // It is closed.
    return false
  }
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
