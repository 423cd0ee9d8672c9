/** A file that is written bit by bit, and takes its place when it is whole. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { pid } from 'node:process'
import { ensureReplaceable, guarded } from './text-output.ts'

export class GrowingFile {
  readonly #path: string
  readonly #fresh: string
  readonly #file: number
  #isOpen = true

  /** @throws {InputError} when nothing can be written there. */
  constructor(path: string) {
    ensureReplaceable(path)
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
      this.#close()
      renameSync(this.#fresh, this.#path)
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
