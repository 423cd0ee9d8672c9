/** Files that somebody has named to be written to: whether they can be, and those that grow or must be new. */
import {
  accessSync,
  appendFileSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  realpathSync,
  type Stats,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import { InputError } from '../json/input-error.ts'

/**
 * Fails early, before a long run, and leaves everything as it is.
 *
 * @throws {InputError} when nothing can be written there.
 */
export const ensureWritable = (path: string): void =>
  guarded(path, () => {
    // Whoever reads from it would take closing for its end.
    if (statOf(path)?.isFIFO() === true) {
      accessSync(path, constants.W_OK)
      return
    }
    const place = placeOf(path)
    const isNew = !existsSync(place)
    closeSync(openSync(place, 'a'))
    if (isNew) unlinkSync(place)
  })

/** Where links lead, also where nothing is there yet. Of a path that could be looked at: links in a circle are an error there. */
export function placeOf(path: string): string {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return path
  return placeOf(resolve(realpathSync(dirname(path)), readlinkSync(path)))
}

/**
 * As `ensureWritable`, for what another file will take the place of: a device would be gone then, and what
 * is printed to would go on without its name.
 *
 * @throws {InputError} when nothing can be written there, or what is there is no file.
 */
export function ensureReplaceable(path: string): void {
  if (path === '') throw unwritable('""', 'no name')
  const inTheWay = whyNotReplaced(
    path,
    guarded(path, () => statOf(path)),
  )
  if (inTheWay !== undefined) throw unwritable(path, inTheWay)
  ensureWritable(path)
}

const statOf = (path: string): Stats | undefined => statSync(path, { throwIfNoEntry: false })

/** Why what is `there` is to stay, in words. */
export function whyNotReplaced(path: string, there: Stats | undefined): string | undefined {
  if (there === undefined) return undefined
  if (!isReplaceable(path, there)) return 'something that is no file'
  if (PRINTED_TO.some((stream) => isOpenAs(stream, there))) return 'what is printed to'
  return undefined
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

/** @throws {InputError} when something is there, or it cannot be written: there is none then. */
export const writeNewFile = (path: string, text: string): void =>
  guarded(path, () => {
    const file = openSync(path, 'wx')
    try {
      writeFileSync(file, text)
    } catch (error) {
      unlinkSync(path)
      throw error
    } finally {
      closeSync(file)
    }
  })

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
