/**
 * The client's end of a WebSocket (RFC 6455) as a layer: a transport of messages on a transport of
 * octets. Each `send` is a text frame of its own, and each message that has come is one `received`.
 *
 * Of what is said at one time the first frame is a write of its own, and the others, which wait for it,
 * are one: so do browsers and Node.
 *
 * Nothing may be sent before the server has answered the opening handshake (§4.1), so that this is a
 * wait, of the layer `upgrade`, told when it begins.
 */
import type { Engine } from '../../engine.ts'
import type { Random } from '../../random.ts'
import type { FailureCode, Passing, TransportEvent } from '../../transport.ts'
import { HeadReader } from '../head.ts'
import { KEY_OCTETS, openingRequest, type WebSocketPlace, whyNotOpened } from './handshake.ts'
import { Messages, withThoseBehind } from './messages.ts'

export interface WebSocketClientOptions {
  readonly place: WebSocketPlace
  /** For the key and the masks. */
  readonly random: Random
  /** Octets of a message from the server. */
  readonly messageAtMost: number
}

type State =
  | { readonly kind: 'unopened' }
  | { readonly kind: 'opening'; readonly key: string; readonly head: HeadReader }
  | { readonly kind: 'open'; readonly messages: Messages }
  | { readonly kind: 'over' }

const OVER: State = { kind: 'over' }

export class WebSocketClient implements Engine<Passing, Passing> {
  readonly #options: WebSocketClientOptions
  readonly #outputs: Passing[] = []
  #state: State = { kind: 'unopened' }
  /** Something of this turn has been written. */
  #writing = false

  constructor(options: WebSocketClientOptions) {
    this.#options = options
  }

  handle(passing: Passing): void {
    const state = this.#state
    if (state.kind === 'over') return
    switch (passing.kind) {
      case 'upgrade':
        this.#open()
        break
      case 'send':
        if (state.kind !== 'open') throw new Error('Expected messages behind "upgraded" only')
        state.messages.send(passing.bytes)
        break
      case 'close':
        if (state.kind === 'open') state.messages.close()
        else this.#outputs.push(passing)
        this.#state = OVER
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
    if (next?.kind !== 'send') {
      if (next === undefined) this.#writing = false
      return next
    }
    if (!this.#writing) {
      this.#writing = true
      return next
    }
    return withThoseBehind(next, this.#outputs)
  }

  deadline(): undefined {
    return undefined
  }

  wake(): void {}

  #open(): void {
    const { place, random } = this.#options
    const key = Buffer.from(random.fork('key').bytes(KEY_OCTETS)).toString('base64')
    this.#state = { kind: 'opening', key, head: new HeadReader() }
    const bytes = Buffer.from(openingRequest(place, key), 'latin1')
    this.#outputs.push({ kind: 'send', bytes }, { kind: 'waited', layer: 'upgrade' })
  }

  #receive({ bytes, early }: Extract<TransportEvent, { readonly kind: 'received' }>): void {
    const state = this.#state
    if (state.kind === 'open') {
      state.messages.receive(bytes, early)
      if (state.messages.over) this.#state = OVER
    } else if (state.kind === 'opening') this.#answered(state.head.feed(bytes), state.key, early)
    else this.#fail('protocol-violation', 'expected a server that waits to be asked')
  }

  #answered(read: ReturnType<HeadReader['feed']>, key: string, early: boolean): void {
    if (read.kind === 'unfinished') return
    const why = read.kind === 'refused' ? read.detail : whyNotOpened(read.head, key)
    if (read.kind === 'refused' || why !== undefined) {
      const { target } = this.#options.place
      this.#fail('feature-missing', `${why}: is there a WebSocket for XMPP at ${target}?`)
      return
    }
    const { random, messageAtMost } = this.#options
    const messages = new Messages({
      end: { kind: 'client', masks: random.fork('masks') },
      messageAtMost,
      put: (passing) => this.#outputs.push(passing),
    })
    this.#state = { kind: 'open', messages }
    this.#outputs.push({ kind: 'upgraded' })
    if (read.rest.length > 0) this.#receive({ kind: 'received', bytes: read.rest, early })
  }

  #fail(code: FailureCode, detail: string): void {
    this.#state = OVER
    this.#outputs.push({ kind: 'close' }, { kind: 'closed', error: { code, detail } })
  }
}
