/**
 * Writes a file that somebody has named: all of it, or what was there before is there still. It is made
 * beside that and takes its place.
 *
 * What cannot make room is written to as it is: a device, a pipe, what is printed to, a file that would
 * lose its owner or its other names, one in a folder where nothing else can be made, one that is mounted.
 */
import { type Stats, statSync, writeFileSync } from 'node:fs'
import { geteuid } from 'node:process'
import { InputError } from '../json/input-error.ts'
import { GrowingFile } from './growing-file.ts'
import { guarded, whyNotReplaced } from './text-output.ts'

/** @throws {InputError} when it cannot be written. */
export const writeTextFile = (path: string, content: string | Uint8Array): void =>
  write(path, content)

const ITS_OWNERS_ALONE = 0o600

/**
 * What nobody else may read: a new file is its owner's alone.
 *
 * @throws {InputError} when it cannot be written.
 */
export const writeSecretFile = (path: string, content: Uint8Array): void =>
  write(path, content, ITS_OWNERS_ALONE)

function write(path: string, content: string | Uint8Array, mode?: number): void {
  const there = guarded(path, () => statSync(path, { throwIfNoEntry: false }))
  if (canMakeRoom(path, there)) {
    try {
      writeBeside(path, content, mode)
      return
    } catch (error) {
      const isThere = there !== undefined && error instanceof InputError
      if (!isThere || !NOTHING_BESIDE.includes(error.found)) throw error
    }
  }
  guarded(path, () => writeFileSync(path, content, { mode }))
}

/** A folder, or a whole file system, that takes nothing new, and a file that is mounted by itself. */
const NOTHING_BESIDE: readonly string[] = ['EACCES', 'EPERM', 'EROFS', 'EBUSY']

const canMakeRoom = (path: string, there: Stats | undefined): boolean =>
  there === undefined ||
  (whyNotReplaced(path, there) === undefined && there.nlink === 1 && isOurs(there))

/** Windows knows no numbers of owners. */
const isOurs = ({ uid }: Stats): boolean => geteuid === undefined || uid === geteuid()

function writeBeside(path: string, content: string | Uint8Array, mode: number | undefined): void {
  const file = new GrowingFile(path, mode)
  try {
    file.write(content)
    file.finish()
  } catch (error) {
    file.discard()
    throw error
  }
}
