/**
 * Reads frames that are cut anywhere, and puts messages that came in fragments together
 * (RFC 6455 §5). What is not allowed is an error with the code to close with.
 */
import { isUtf8 } from 'node:buffer'
import { Gathered } from '../octets.ts'
import { CLOSE_CODES, type CloseOffence, closeOffence, NO_UTF8 } from './close.ts'
import {
  applyMask,
  FINAL,
  IN_EIGHT,
  IN_TWO,
  isControl,
  MASK_OCTETS,
  MASKED,
  OPCODES,
  SHORT_AT_MOST,
} from './frame.ts'

export type Incoming =
  | { readonly kind: 'message'; readonly bytes: Uint8Array }
  | { readonly kind: 'ping'; readonly payload: Uint8Array }
  | { readonly kind: 'close' }
  | ({ readonly kind: 'error' } & CloseOffence)

export interface ReaderOptions {
  /** Whose frames are read: a client's must be masked, a server's must not (RFC 6455 §5.1). */
  readonly from: 'client' | 'server'
  /** Octets of a message. */
  readonly messageAtMost: number
}

interface FrameHead {
  readonly final: boolean
  readonly opcode: number
  readonly length: number
  readonly mask: Uint8Array | undefined
}

type State =
  | { readonly kind: 'head' }
  | { readonly kind: 'payload'; readonly head: FrameHead; read: number }
  | { readonly kind: 'over' }

const IN_HEAD: State = { kind: 'head' }

/** Silent after an error or a close. */
export class WebSocketReader {
  readonly #options: ReaderOptions
  readonly #head = new Gathered()
  readonly #data = new Gathered()
  readonly #control = new Gathered()
  #fragmented = false
  #state: State = IN_HEAD

  constructor(options: ReaderOptions) {
    this.#options = options
  }

  feed(octets: Uint8Array): Incoming[] {
    const incoming: Incoming[] = []
    let rest = octets
    while (this.#state.kind !== 'over') {
      const found =
        this.#state.kind === 'head' ? this.#readHead(rest) : this.#readPayload(rest, this.#state)
      if (found === undefined) break
      rest = rest.subarray(found.read)
      const { event } = found
      if (event === undefined) continue
      incoming.push(event)
      if (event.kind === 'close' || event.kind === 'error') this.#state = { kind: 'over' }
    }
    return incoming
  }

  /** What was read, and what came of it; undefined when more is needed. */
  #readHead(octets: Uint8Array): Found | undefined {
    const whole = headLength(octets)
    if (this.#head.length === 0 && octets.length >= whole) {
      return this.#begin(octets.subarray(0, whole), whole)
    }
    let read = 0
    for (let begun = this.#head.octets; begun.length < headLength(begun); ) {
      const taken = octets.subarray(read, read + headLength(begun) - begun.length)
      if (taken.length === 0) return undefined
      this.#head.add(taken)
      begun = this.#head.octets
      read += taken.length
    }
    return this.#begin(this.#head.take(), read)
  }

  /** A frame of which `octets` are the head; so many of them have been read now. */
  #begin(octets: Uint8Array, read: number): Found {
    const head = readFrameHead(octets)
    const error = this.#offence(head)
    if (error !== undefined) return { read, event: error }
    this.#state = { kind: 'payload', head, read: 0 }
    return { read, event: undefined }
  }

  #readPayload(
    octets: Uint8Array,
    state: Extract<State, { readonly kind: 'payload' }>,
  ): Found | undefined {
    const { head } = state
    const there = octets.subarray(0, head.length - state.read)
    if (there.length === 0 && state.read < head.length) return undefined
    const taken =
      head.mask === undefined ? there : applyMask(Buffer.from(there), head.mask, state.read)
    const gathered = isControl(head.opcode) ? this.#control : this.#data
    gathered.add(taken)
    state.read += taken.length
    if (state.read < head.length) return { read: taken.length, event: undefined }
    this.#state = IN_HEAD
    return { read: taken.length, event: this.#finish(head) }
  }

  #finish({ opcode, final }: FrameHead): Incoming | undefined {
    switch (opcode) {
      case OPCODES.ping:
        return { kind: 'ping', payload: this.#control.take() }
      case OPCODES.pong:
        this.#control.take()
        return undefined
      case OPCODES.close:
        return closing(this.#control.take())
      default:
        this.#fragmented = !final
        return final ? text(this.#data.take()) : undefined
    }
  }

  /** What is wrong with a frame, of which nothing but the head is known. */
  #offence({ opcode, final, length, mask }: FrameHead): Incoming | undefined {
    const { from, messageAtMost } = this.#options
    if (!KNOWN.has(opcode)) return violation(`an opcode that is known, found ${opcode}`)
    if ((mask !== undefined) !== (from === 'client')) {
      return violation(from === 'client' ? 'a masked frame' : 'a frame without a mask')
    }
    if (isControl(opcode)) {
      if (!final) return violation('a control frame in one piece')
      return length > SHORT_AT_MOST ? violation('a control frame of at most 125 octets') : undefined
    }
    if ((opcode === OPCODES.continuation) !== this.#fragmented) {
      return violation(this.#fragmented ? 'the rest of a message' : 'a message to be continued')
    }
    // RFC 7395 §3.2.
    if (opcode === OPCODES.binary) {
      const detail = 'expected a text frame, found a binary one'
      return { kind: 'error', code: CLOSE_CODES.unsupportedData, detail }
    }
    if (this.#data.length + length <= messageAtMost) return undefined
    const detail = `expected a message of at most ${messageAtMost} octets`
    return { kind: 'error', code: CLOSE_CODES.tooBig, detail }
  }
}

interface Found {
  readonly read: number
  readonly event: Incoming | undefined
}

const KNOWN: ReadonlySet<number> = new Set(Object.values(OPCODES))

const violation = (expected: string): Incoming => ({
  kind: 'error',
  code: CLOSE_CODES.protocolError,
  detail: `expected ${expected}`,
})

const closing = (payload: Uint8Array): Incoming => {
  const offence = closeOffence(payload)
  return offence === undefined ? { kind: 'close' } : { kind: 'error', ...offence }
}

/** Looked at as a whole, because fragments may be cut within a character (RFC 6455 §5.6). */
const text = (bytes: Uint8Array): Incoming =>
  isUtf8(bytes) ? { kind: 'message', bytes } : { kind: 'error', ...NO_UTF8 }

/** As far as can be told of what there is. */
function headLength(octets: Uint8Array): number {
  const second = octets[1]
  if (second === undefined) return 2
  const short = second & ~MASKED
  const extended = short === IN_TWO ? 2 : short === IN_EIGHT ? 8 : 0
  return 2 + extended + ((second & MASKED) === 0 ? 0 : MASK_OCTETS)
}

/** Reserved bits make an opcode that is not known, as does a length in more octets than it needs. */
function readFrameHead(octets: Uint8Array): FrameHead {
  const first = octets[0] ?? 0
  const second = octets[1] ?? 0
  const masked = (second & MASKED) !== 0
  const short = second & ~MASKED
  const length = short < IN_TWO ? short : extendedLength(octets, short)
  const isShortest = short < IN_TWO || length > (short === IN_TWO ? SHORT_AT_MOST : 0xffff)
  return {
    final: (first & FINAL) !== 0,
    opcode: isShortest ? first & ~FINAL : -1,
    length,
    mask: masked ? octets.slice(-MASK_OCTETS) : undefined,
  }
}

function extendedLength(octets: Uint8Array, short: number): number {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length)
  return short === IN_TWO ? view.getUint16(2) : Number(view.getBigUint64(2))
}
