/**
 * What TLS puts on the byte stream: clear octets before it begins, structured records after.
 *
 * A record is never encoded: it carries what the other end has to know and the length that it
 * would have on the wire. TCP counts lengths only; the other end is given a piece when the
 * last of its octets has arrived.
 */
import type { TlsRecord } from './record.ts'

export type ClearPiece = {
  readonly kind: 'clear'
  readonly length: number
  readonly bytes: Uint8Array
}
export type RecordPiece = {
  readonly kind: 'record'
  readonly length: number
  readonly record: TlsRecord
}
/** `length`: octets on the wire, record overhead included. Never 0. */
export type Piece = ClearPiece | RecordPiece

export const clear = (bytes: Uint8Array): ClearPiece => ({
  kind: 'clear',
  length: bytes.length,
  bytes,
})
export const encoded = (record: TlsRecord, length: number): RecordPiece => ({
  kind: 'record',
  length,
  record,
})

/**
 * One direction of a byte stream: the pieces that one end has written and the other has not
 * read yet. Turns TCP's "octets up to this position are there" into pieces: a record once it
 * is complete, clear octets as far as they have come.
 */
export class PieceStream {
  /** Used again and never cut short, which would cost a new one with the next piece. */
  readonly #pieces: (Piece | undefined)[] = []
  #first = 0
  #end = 0
  /** Stream position of the first octet that has not been read. */
  #position = 0
  /** Octets already read of the first piece; only clear ones are read in parts. */
  #taken = 0

  write(piece: Piece): void {
    this.#pieces[this.#end] = piece
    this.#end += 1
  }

  /** Whether there is something to read that ends at or before stream position `upTo`. */
  has(upTo: number): boolean {
    const piece = this.#pieces[this.#first]
    if (piece === undefined) return false
    const available = upTo - this.#position
    return piece.kind === 'clear' ? available > 0 : available >= piece.length
  }

  /** The next piece, or part of one, that ends at or before stream position `upTo`. */
  read(upTo: number): Piece | undefined {
    const piece = this.#pieces[this.#first]
    if (piece === undefined) return undefined
    const left = piece.length - this.#taken
    const available = upTo - this.#position
    if (available < left) {
      return piece.kind === 'clear' && available > 0 ? this.#part(piece, available) : undefined
    }
    this.#position += left
    const rest = this.#taken === 0 || piece.kind === 'record' ? piece : tail(piece, this.#taken)
    this.#taken = 0
    this.#pieces[this.#first] = undefined
    this.#first += 1
    if (this.#first === this.#end) {
      this.#first = 0
      this.#end = 0
    }
    return rest
  }

  #part(piece: ClearPiece, length: number): Piece {
    const part = clear(piece.bytes.subarray(this.#taken, this.#taken + length))
    this.#taken += length
    this.#position += length
    return part
  }
}

const tail = (piece: ClearPiece, from: number): Piece => clear(piece.bytes.subarray(from))
