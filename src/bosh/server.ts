/**
 * The server's end of one HTTP connection to a connection manager: requests are read, handed over and
 * answered in the order in which they came (RFC 9112 §9.3), each when the manager has something to say.
 *
 * A request that is none for BOSH is answered with its status, and the connection closed; so is one that
 * asks for that, behind its answer.
 */
import type { Engine } from '../engine.ts'
import { type Field, type Head, lists, namesHost, writeHead } from '../http/head.ts'
import { HttpMessageReader, type ReadMessage } from '../http/message.ts'
import { pathOf, readRequestLine, statusLine } from '../http/start-line.ts'
import type { TransportCommand, TransportEvent } from '../transport.ts'
import { type Instant, START } from '../units.ts'
import { encodeText } from '../xml/xml.ts'
import { BODY_AT_MOST } from './body.ts'
import type { ConnectionManager, Requester } from './manager.ts'
import type { BoshSession, Waiting } from './session.ts'
import type { BoshSettings } from './settings.ts'

export interface BoshServerOptions {
  readonly manager: ConnectionManager
  /** TLS from the first octet on as this end asks for it, or as whoever carries it has arranged. */
  readonly mode: 'direct' | 'arranged'
  readonly open: Requester['open']
}

/** A request that has been read, in the order of its coming. */
class Request implements Waiting {
  /** On its connection. */
  readonly isLast: boolean
  readonly #changed: () => void
  body: string | undefined
  /** That it is for. */
  session: BoshSession | undefined

  constructor(isLast: boolean, changed: () => void) {
    this.isLast = isLast
    this.#changed = changed
  }

  answer(body: string): void {
    this.body = body
    this.#changed()
  }
}

/** Requests that one connection may have under way: more than any client sends without waiting. */
const REQUESTS_AT_MOST = 8
const STATUS = {
  malformed: 400,
  'head-too-long': 431,
  'body-too-long': 413,
  'not-implemented': 501,
} as const

export class BoshServer implements Engine<TransportEvent, TransportCommand> {
  readonly #options: BoshServerOptions
  readonly #reader = new HttpMessageReader(BODY_AT_MOST)
  readonly #requests: Request[] = []
  readonly #commands: TransportCommand[] = []
  #secured: Requester['secured']
  #session: BoshSession | undefined
  /** Whatever comes is not read any more. */
  #over = false
  /** Of the last input. */
  #now: Instant = START
  #ask: () => void = () => {}
  /** An input is being dealt with, behind which this end is polled anyway. */
  #isAtWork = false

  constructor(options: BoshServerOptions) {
    this.#options = options
  }

  /** That of the last request, if it had one. */
  get session(): BoshSession | undefined {
    return this.#session
  }

  /** Whether its session is still at work on something that it was told. */
  get busy(): boolean {
    return this.#session?.busy === true
  }

  handle(event: TransportEvent, now: Instant): void {
    this.#now = now
    this.#isAtWork = true
    switch (event.kind) {
      case 'connected':
        if (this.#options.mode === 'direct') this.#commands.push({ kind: 'secure' })
        break
      case 'secured':
        this.#secured = event
        break
      case 'received':
        if (!this.#over) for (const read of this.#reader.feed(event.bytes)) this.#take(read, now)
        break
      case 'closed':
        this.#over = true
        for (const request of this.#requests) request.session?.abandon(request, now)
        this.#requests.length = 0
        break
      case 'waited':
      case 'upgraded':
    }
    this.#isAtWork = false
  }

  poll(): TransportCommand | undefined {
    // Others may have made whoever answers there speak.
    this.#isAtWork = true
    this.#session?.advance(this.#now)
    this.#isAtWork = false
    this.#flush()
    return this.#commands.shift()
  }

  deadline(): Instant | undefined {
    return this.#options.manager.deadline()
  }

  wake(now: Instant): void {
    this.#now = now
    this.#isAtWork = true
    this.#options.manager.wake(now)
    this.#isAtWork = false
  }

  attention(ask: () => void): void {
    this.#ask = ask
  }

  #take(read: ReadMessage, now: Instant): void {
    if (this.#over) return
    const { manager, open } = this.#options
    const status = this.#requests.length < REQUESTS_AT_MOST ? whyNot(read, manager) : 400
    if (status !== undefined || read.kind === 'refused') {
      this.#refuse(status ?? 400)
      return
    }
    const request = new Request(asksToClose(read.message.head), () => {
      if (!this.#isAtWork) this.#ask()
    })
    this.#requests.push(request)
    this.#over = request.isLast
    const arrival = { secured: this.#secured, open }
    const session = manager.take(read.message.body, request, arrival, now)
    request.session = session
    if (session === undefined || session === this.#session) return
    this.#session = session
    session.attention(() => this.#ask())
  }

  #refuse(status: number): void {
    this.#over = true
    this.#flush()
    const head = writeHead(statusLine(status), [['Content-Length', '0'], CLOSES])
    this.#commands.push({ kind: 'send', bytes: Buffer.from(head, 'latin1') }, { kind: 'close' })
  }

  /** What can be said in turn. */
  #flush(): void {
    for (;;) {
      const [request] = this.#requests
      if (request?.body === undefined) return
      this.#requests.shift()
      const bytes = answerOf(request.body, this.#options.manager.settings, request.isLast)
      this.#commands.push({ kind: 'send', bytes })
      if (request.isLast) this.#commands.push({ kind: 'close' })
    }
  }
}

/**
 * RFC 9112 §9.6: "The server MUST NOT process any further requests received on that connection", and
 * closes it behind the answer.
 */
const asksToClose = (head: Head): boolean => lists(head, 'connection', 'close')
const CLOSES: Field = ['Connection', 'close']

const closing = (fields: readonly Field[]): readonly Field[] => [
  ...fields.filter(([name]) => name !== 'Connection'),
  CLOSES,
]

/** The status of a request that is none for BOSH. */
const whyNot = (read: ReadMessage, { settings }: ConnectionManager): number | undefined => {
  if (read.kind === 'refused') return STATUS[read.why]
  const { head } = read.message
  const asked = readRequestLine(head.start)
  if (asked === undefined || !namesHost(head)) return 400
  if (pathOf(asked.target) !== settings.target) return 404
  return asked.method === 'POST' ? undefined : 405
}

function answerOf(body: string, { fields }: BoshSettings, isLast: boolean): Uint8Array {
  const octets = encodeText(body)
  const written = fields.map(
    (field): Field => (field === 'length' ? ['Content-Length', String(octets.length)] : field),
  )
  const head = writeHead(statusLine(200), isLast ? closing(written) : written)
  return Buffer.concat([Buffer.from(head, 'latin1'), octets])
}
