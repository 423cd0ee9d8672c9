/**
 * A WebSocket that is open (RFC 6455 §5 to §7), at either end: what is said becomes frames, what is
 * heard messages; a ping is answered, and a close frame with another, behind which the connection
 * is closed.
 *
 * Left out: waiting for the other end's close frame before the connection is closed (§7.1.1).
 */
import type { Random } from '../../random.ts'
import type { Passing } from '../../transport.ts'
import { CLOSE_CODES, type CloseCode, closePayload } from './close.ts'
import { MASK_OCTETS, OPCODES, type Opcode, writeFrame } from './frame.ts'
import { type Incoming, WebSocketReader } from './reader.ts'

export interface MessagesOptions {
  /** Masks come from chance; a server's frames have none (§5.3). */
  readonly end: { readonly kind: 'client'; readonly masks: Random } | { readonly kind: 'server' }
  /** Octets of a message from the other end. */
  readonly messageAtMost: number
  readonly put: (passing: Passing) => void
}

export class Messages {
  readonly #options: MessagesOptions
  readonly #reader: WebSocketReader
  #over = false

  constructor(options: MessagesOptions) {
    const { end, messageAtMost } = options
    const from = end.kind === 'client' ? 'server' : 'client'
    this.#options = options
    this.#reader = new WebSocketReader({ from, messageAtMost })
  }

  get over(): boolean {
    return this.#over
  }

  /** One of no octets only wants to be heard: a ping (RFC 7395 §3.8). */
  send(message: Uint8Array): void {
    this.#frame(message.length === 0 ? OPCODES.ping : OPCODES.text, message)
  }

  receive(octets: Uint8Array, early: boolean): void {
    for (const incoming of this.#reader.feed(octets)) this.#come(incoming, early)
  }

  close(code: CloseCode = CLOSE_CODES.normal): void {
    this.#frame(OPCODES.close, closePayload(code))
    this.#over = true
    this.#options.put({ kind: 'close' })
  }

  #come(incoming: Incoming, early: boolean): void {
    const { put } = this.#options
    switch (incoming.kind) {
      case 'message':
        put({ kind: 'received', bytes: incoming.bytes, early })
        return
      case 'ping':
        this.#frame(OPCODES.pong, incoming.payload)
        return
      case 'close':
        this.close()
        put({ kind: 'closed' })
        return
      case 'error': {
        const { code, detail } = incoming
        this.close(code)
        put({ kind: 'closed', error: { code: 'protocol-violation', detail } })
      }
    }
  }

  #frame(opcode: Opcode, payload: Uint8Array): void {
    const { end, put } = this.#options
    const mask = end.kind === 'client' ? end.masks.bytes(MASK_OCTETS) : undefined
    put({ kind: 'send', bytes: writeFrame(opcode, payload, mask) })
  }
}

/** All frames that stand one behind the other in one write; those in `outputs` are taken out. */
export function withThoseBehind(
  first: Extract<Passing, { readonly kind: 'send' }>,
  outputs: Passing[],
): Passing {
  const behind = outputs.findIndex(({ kind }) => kind !== 'send')
  const rest = outputs.splice(0, behind === -1 ? outputs.length : behind)
  if (rest.length === 0) return first
  const frames = rest.flatMap((one) => (one.kind === 'send' ? [one.bytes] : []))
  return { kind: 'send', bytes: Buffer.concat([first.bytes, ...frames]) }
}
