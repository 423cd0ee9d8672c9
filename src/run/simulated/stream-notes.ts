/** Which messages stand where in a byte stream, so that a segment can be called by its content. */
import { describe } from '../../tls/describe.ts'
import type { Piece } from '../../tls/piece.ts'

interface Note {
  readonly from: number
  readonly to: number
  readonly text: string
}

/** The SYN takes sequence number 0, so the first octet of data is 1 (see tcp/segment.ts). */
const FIRST_OCTET = 1

export class StreamNotes {
  readonly #notes: Note[] = []
  #end = FIRST_OCTET

  add(piece: Piece): void {
    const from = this.#end
    this.#end += piece.length
    this.#notes.push({ from, to: this.#end, text: describe(piece) })
  }

  /** The messages that have an octet among those of a segment; `…` where one began before. */
  within(sequence: number, length: number): string {
    const texts: string[] = []
    // In a SYN with data the payload begins one behind its sequence number.
    const from = Math.max(sequence, FIRST_OCTET)
    const to = from + length
    for (const note of this.#notes) {
      if (note.to <= from || note.from >= to) continue
      const text = note.from < from ? `…${note.text}` : note.text
      if (texts.at(-1) !== text) texts.push(text)
    }
    return texts.join(' + ')
  }
}
