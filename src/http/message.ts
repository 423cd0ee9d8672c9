/**
 * HTTP/1.1 messages with a body (RFC 9112 §6): head, then as many octets as it says. Whole ones come
 * out, however they are cut; one can follow the other on the same connection (§9.3).
 *
 * Left out: chunked and compressed bodies, which nobody here sends or asks for and which are refused;
 * trailers.
 */
import { type Head, HeadReader } from './head.ts'
import { Gathered } from './octets.ts'

export interface HttpMessage {
  readonly head: Head
  readonly body: Uint8Array
}

export type ReadMessage =
  | { readonly kind: 'message'; readonly message: HttpMessage }
  | {
      readonly kind: 'refused'
      readonly why: 'malformed' | 'head-too-long' | 'body-too-long' | 'not-implemented'
      readonly detail: string
    }

type State =
  | { readonly kind: 'head'; readonly reader: HeadReader }
  | { readonly kind: 'body'; readonly head: Head; readonly length: number }
  | { readonly kind: 'over' }

/** Silent after a refusal. Never throws. */
export class HttpMessageReader {
  readonly #bodyAtMost: number
  readonly #gathered = new Gathered()
  #state: State = { kind: 'head', reader: new HeadReader() }

  /** Octets. */
  constructor(bodyAtMost: number) {
    this.#bodyAtMost = bodyAtMost
  }

  feed(octets: Uint8Array): readonly ReadMessage[] {
    const read: ReadMessage[] = []
    let rest = octets
    while (rest.length > 0 && this.#state.kind !== 'over') {
      rest =
        this.#state.kind === 'head'
          ? this.#readHead(this.#state.reader, rest, read)
          : this.#readBody(this.#state, rest, read)
    }
    return read
  }

  #readHead(reader: HeadReader, octets: Uint8Array, read: ReadMessage[]): Uint8Array {
    const found = reader.feed(octets)
    if (found.kind === 'unfinished') return NOTHING
    if (found.kind === 'refused') {
      const why = found.why === 'too-long' ? 'head-too-long' : found.why
      return this.#refuse(why, found.detail, read)
    }
    const { head, rest } = found
    if (head.fields.has('transfer-encoding') || head.fields.has('content-encoding')) {
      return this.#refuse('not-implemented', 'expected a body as it is, with its length', read)
    }
    const length = lengthOf(head)
    if (length === undefined) {
      return this.#refuse('malformed', 'expected a number of octets in Content-Length', read)
    }
    if (length > this.#bodyAtMost) {
      const most = this.#bodyAtMost
      return this.#refuse('body-too-long', `expected a body of at most ${most} octets`, read)
    }
    if (length === 0) this.#finish(head, NOTHING, read)
    else this.#state = { kind: 'body', head, length }
    return rest
  }

  #readBody(
    { head, length }: Extract<State, { readonly kind: 'body' }>,
    octets: Uint8Array,
    read: ReadMessage[],
  ): Uint8Array {
    const missing = length - this.#gathered.length
    this.#gathered.add(octets.subarray(0, missing))
    if (this.#gathered.length === length) this.#finish(head, this.#gathered.take(), read)
    return octets.subarray(missing)
  }

  #finish(head: Head, body: Uint8Array, read: ReadMessage[]): void {
    read.push({ kind: 'message', message: { head, body } })
    this.#state = { kind: 'head', reader: new HeadReader() }
  }

  #refuse(
    why: Extract<ReadMessage, { readonly kind: 'refused' }>['why'],
    detail: string,
    read: ReadMessage[],
  ): Uint8Array {
    this.#state = { kind: 'over' }
    read.push({ kind: 'refused', why, detail })
    return NOTHING
  }
}

const NOTHING = new Uint8Array(0)

/** RFC 9112 §6.3: none without the field. Two lengths, which stand behind a comma, are no number. */
function lengthOf({ fields }: Head): number | undefined {
  const text = fields.get('content-length')
  if (text === undefined) return 0
  return /^[0-9]{1,15}$/.test(text) ? Number(text) : undefined
}
