/**
 * The server's end of a WebSocket (RFC 6455) as a layer: answers the opening handshake, and is a
 * transport of messages from then on. Whoever sits on top is told of the connection as it comes up,
 * and hears messages only.
 *
 * A request that is none for a WebSocket of XMPP is answered with its status, and the connection
 * closed. Octets are limited by `messageAtMost` and, in the head, by `HEAD_AT_MOST`; how long a
 * client may take is the matter of whoever has a clock.
 */
import type { Engine } from '../../engine.ts'
import type { Passing, TransportEvent } from '../../transport.ts'
import { HeadReader } from '../head.ts'
import { answerOpening, type OpeningAnswer, refused } from './handshake.ts'
import { Messages, withThoseBehind } from './messages.ts'

export interface WebSocketServerOptions {
  readonly answer: OpeningAnswer
  /** Octets of a message from the client. */
  readonly messageAtMost: number
  /** Frames that are said at one time: each in a write of its own, or all in one. */
  readonly writes: 'apart' | 'together'
}

type State =
  | { readonly kind: 'awaited'; readonly head: HeadReader }
  | { readonly kind: 'open'; readonly messages: Messages }
  /** By whoever sits on top, who is still to be told that the connection is gone. */
  | { readonly kind: 'closed' }
  | { readonly kind: 'over' }

const CLOSED: State = { kind: 'closed' }
const OVER: State = { kind: 'over' }
const STATUS = { malformed: 400, 'too-long': 431 } as const

export class WebSocketServer implements Engine<Passing, Passing> {
  readonly #options: WebSocketServerOptions
  readonly #outputs: Passing[] = []
  #state: State = { kind: 'awaited', head: new HeadReader() }

  constructor(options: WebSocketServerOptions) {
    this.#options = options
  }

  handle(passing: Passing): void {
    const state = this.#state
    if (state.kind === 'over' || (state.kind === 'closed' && passing.kind !== 'closed')) return
    switch (passing.kind) {
      case 'send':
        if (state.kind === 'open') state.messages.send(passing.bytes)
        break
      case 'close':
        if (state.kind === 'open') state.messages.close()
        else this.#outputs.push(passing)
        this.#state = CLOSED
        break
      case 'received':
        this.#receive(passing)
        break
      case 'closed':
        this.#state = OVER
        this.#outputs.push(passing)
        break
      default:
        this.#outputs.push(passing)
    }
  }

  poll(): Passing | undefined {
    const next = this.#outputs.shift()
    if (next?.kind !== 'send' || this.#options.writes === 'apart') return next
    return withThoseBehind(next, this.#outputs)
  }

  deadline(): undefined {
    return undefined
  }

  wake(): void {}

  #receive({ bytes, early }: Extract<TransportEvent, { readonly kind: 'received' }>): void {
    const state = this.#state
    if (state.kind === 'open') {
      state.messages.receive(bytes, early)
      if (state.messages.over) this.#state = OVER
    } else if (state.kind === 'awaited') this.#asked(state.head.feed(bytes), early)
  }

  #asked(read: ReturnType<HeadReader['feed']>, early: boolean): void {
    if (read.kind === 'unfinished') return
    const { answer, messageAtMost } = this.#options
    const opening =
      read.kind === 'head' ? answerOpening(read.head, answer) : refused(STATUS[read.why])
    this.#outputs.push({ kind: 'send', bytes: Buffer.from(opening.response, 'latin1') })
    if (read.kind === 'refused' || opening.kind === 'refused') {
      this.#state = OVER
      this.#outputs.push({ kind: 'close' }, { kind: 'closed' })
      return
    }
    const put = (passing: Passing) => this.#outputs.push(passing)
    // Of the client, who may say nothing before this (RFC 6455 §4.1).
    put({ kind: 'waited', layer: 'upgrade' })
    this.#state = {
      kind: 'open',
      messages: new Messages({ end: { kind: 'server' }, messageAtMost, put }),
    }
    if (read.rest.length > 0) this.#receive({ kind: 'received', bytes: read.rest, early })
  }
}
