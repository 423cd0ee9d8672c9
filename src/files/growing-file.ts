/** A file that is written bit by bit, and takes its place when it is whole. */
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { pid } from 'node:process'
import { ensureReplaceable, guarded, placeOf } from './text-output.ts'

/** For those who the process says may (umask). */
const FOR_ALL = 0o666
const PERMISSIONS = 0o777

export class GrowingFile {
  readonly #path: string
  /** The path, or what it is a link to. */
  readonly #place: string
  readonly #fresh: string
  readonly #file: number
  #isOpen = true

  /**
   * `mode`: of a file that is new; one that was there leaves its own to what takes its place.
   *
   * @throws {InputError} when nothing can be written there.
   */
  constructor(path: string, mode = FOR_ALL) {
    ensureReplaceable(path)
    this.#path = path
    this.#place = guarded(path, () => placeOf(path))
    this.#fresh = `${this.#place}.${pid}.part`
    this.#file = guarded(path, () => {
      rmSync(this.#fresh, { force: true })
      return openAs(this.#fresh, statSync(path, { throwIfNoEntry: false })?.mode, mode)
    })
  }

  /** @throws {InputError} */
  write(content: string | Uint8Array): void {
    const octets = Buffer.from(content)
    guarded(this.#path, () => {
      for (let written = 0; written < octets.length; ) {
        written += writeSync(this.#file, octets, written)
      }
    })
  }

  /** Whole: it takes the place of what was there. @throws {InputError} */
  finish(): void {
    guarded(this.#path, () => {
      fsyncSync(this.#file)
      this.#close()
      renameSync(this.#fresh, this.#place)
    })
  }

  /** As if it had never been begun. */
  discard(): void {
    this.#close()
    rmSync(this.#fresh, { force: true })
  }

  #close(): void {
    if (this.#isOpen) closeSync(this.#file)
    this.#isOpen = false
  }
}

/** A new file; never one that more may read than may read what it takes the place of. */
function openAs(fresh: string, before: number | undefined, mode: number): number {
  if (before === undefined) return openSync(fresh, 'wx', mode)
  const file = openSync(fresh, 'wx', before & mode)
  fchmodSync(file, before & PERMISSIONS)
  return file
}
