/** What mechanisms and TLS sessions leave behind at a server: short texts by name, the oldest out first. */
import { keepLatest } from '../../oldest-out.ts'
import type { Notes } from '../../sasl/records.ts'

const NOTES_AT_MOST = 1_000

export class ServerNotes implements Notes {
  readonly #texts: Map<string, string>

  constructor(from?: ServerNotes) {
    this.#texts = new Map(from === undefined ? [] : from.#texts)
  }

  copy(): ServerNotes {
    return new ServerNotes(this)
  }

  find(name: string): string | undefined {
    return this.#texts.get(name)
  }

  /** Every note that says just this. */
  forget(text: string): void {
    for (const [name, noted] of this.#texts) if (noted === text) this.#texts.delete(name)
  }

  write(name: string, text: string | undefined): void {
    this.#texts.delete(name)
    if (text === undefined) return
    this.#texts.set(name, text)
    keepLatest(this.#texts, NOTES_AT_MOST)
  }
}
