/** A file that is written bit by bit, and takes its place when it is whole. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { pid } from 'node:process'
import { InputError } from '../json/input-error.ts'

export class GrowingFile {
  readonly #path: string
  readonly #fresh: string
  readonly #file: number

  /** @throws {InputError} when nothing can be written there. */
  constructor(path: string) {
    this.#path = path
    this.#fresh = `${path}.${pid}.part`
    this.#file = guarded(path, () => openSync(this.#fresh, 'w'))
  }

  /** @throws {InputError} */
  write(text: string): void {
    const octets = Buffer.from(text)
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
      closeSync(this.#file)
      renameSync(this.#fresh, this.#path)
    })
  }

  /** As if it had never been begun. */
  discard(): void {
    closeSync(this.#file)
    rmSync(this.#fresh, { force: true })
  }
}

function guarded<Value>(path: string, action: () => Value): Value {
  try {
    return action()
  } catch (error) {
    const found = error instanceof Error && 'code' in error ? String(error.code) : 'an error'
    const expected = 'a file that can be written to'
    throw new InputError({ code: 'unwritable', file: path, found, expected })
  }
}
