/**
 * What TLS puts on the byte stream: clear octets before it begins, structured records after.
 *
 * A record is never encoded: it carries what the other end has to know and the length that it
 * would have on the wire. TCP counts lengths only; the other end is given a chunk when the
 * last of its octets has arrived. The messages of a flight that nobody acts on before the
 * flight is complete travel as one chunk.
 */
import type { Ticket, TlsVersion } from './ticket.ts'

export interface ClientHello {
  readonly kind: 'client-hello'
  readonly versions: readonly TlsVersion[]
  readonly random: Uint8Array
  readonly ticket: Ticket | undefined
  /** Early data follows (RFC 8446 §4.2.10). */
  readonly early: boolean
  readonly postQuantum: boolean
  /** The second one, after a HelloRetryRequest. */
  readonly retry: boolean
}

/** 1.3: ServerHello to Finished. 1.2: ServerHello to ServerHelloDone, or to Finished if resumed. */
export interface ServerFlight {
  readonly kind: 'server-flight'
  readonly version: TlsVersion
  readonly random: Uint8Array
  readonly resumed: boolean
  readonly earlyDataAccepted: boolean
  readonly certificateRequested: boolean
  readonly serverEndPoint: Uint8Array
}

export type TlsRecord =
  | ClientHello
  | { readonly kind: 'hello-retry-request' }
  | ServerFlight
  /** 1.3: [EndOfEarlyData, Certificate] Finished. 1.2: [Certificate, ClientKeyExchange] Finished. */
  | {
      readonly kind: 'client-flight'
      readonly version: TlsVersion
      readonly resumed: boolean
      readonly endOfEarlyData: boolean
      readonly certificate: boolean
    }
  /** 1.2 full only: [NewSessionTicket] Finished. */
  | { readonly kind: 'server-finished'; readonly ticket: Ticket | undefined }
  /** 1.3 only, after the handshake. */
  | { readonly kind: 'new-session-ticket'; readonly ticket: Ticket }
  | { readonly kind: 'application-data'; readonly bytes: Uint8Array; readonly early: boolean }
  | { readonly kind: 'alert'; readonly description: AlertDescription }

export type AlertDescription = 'close_notify' | 'unexpected_message' | 'protocol_version'

export type BytesChunk = {
  readonly kind: 'bytes'
  readonly length: number
  readonly bytes: Uint8Array
}
export type RecordChunk = {
  readonly kind: 'record'
  readonly length: number
  readonly record: TlsRecord
}
/** `length`: octets on the wire, record overhead included. Never 0. */
export type Chunk = BytesChunk | RecordChunk

export const clear = (bytes: Uint8Array): BytesChunk => ({
  kind: 'bytes',
  length: bytes.length,
  bytes,
})
export const encoded = (record: TlsRecord, length: number): RecordChunk => ({
  kind: 'record',
  length,
  record,
})

/**
 * One direction of a byte stream: the chunks that one end has written and the other has not
 * read yet. Turns TCP's "octets up to this position are there" into chunks: a record once it
 * is complete, clear octets as far as they have come.
 */
export class ChunkStream {
  #chunks: Chunk[] = []
  #first = 0
  /** Stream position of the first octet that has not been read. */
  #position = 0
  /** Octets already read of the first chunk; only clear ones are read in parts. */
  #taken = 0

  write(chunk: Chunk): void {
    this.#chunks.push(chunk)
  }

  /** The next chunk, or part of one, that ends at or before stream position `upTo`. */
  read(upTo: number): Chunk | undefined {
    const chunk = this.#chunks[this.#first]
    if (chunk === undefined) return undefined
    const left = chunk.length - this.#taken
    const available = upTo - this.#position
    if (available < left) {
      return chunk.kind === 'bytes' && available > 0 ? this.#part(chunk, available) : undefined
    }
    this.#position += left
    const rest = this.#taken === 0 || chunk.kind === 'record' ? chunk : tail(chunk, this.#taken)
    this.#taken = 0
    this.#first += 1
    if (this.#first === this.#chunks.length) {
      this.#chunks = []
      this.#first = 0
    }
    return rest
  }

  #part(chunk: BytesChunk, length: number): Chunk {
    const part = clear(chunk.bytes.subarray(this.#taken, this.#taken + length))
    this.#taken += length
    this.#position += length
    return part
  }
}

const tail = (chunk: BytesChunk, from: number): Chunk => clear(chunk.bytes.subarray(from))
