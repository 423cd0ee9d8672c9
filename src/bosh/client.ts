/**
 * The client's end of BOSH (XEP-0124, XEP-0206) as a layer: a transport of messages on a transport of
 * octets, over one HTTP/1.1 connection. What is said at one time is one request, and what an answer
 * holds comes up one by one. Where nothing is to be said and more is to be heard an empty request asks
 * for it, for which the manager waits until it has something to say (`hold`).
 *
 * A session is not a connection: begun with what was kept of it, a client goes on with the next
 * request on whatever connection it has (§14.3). That a session has ended is told as what it is, and
 * the cold beginning that it takes then is another attempt.
 *
 * Left out: another connection, where the one at hand is closed behind an answer (RFC 9112 §9.6) and
 * there is more to ask for: the attempt ends there, and says so; a second connection, for what there is
 * to say while an answer is still to come (it waits for that answer; until a client is ready it has
 * nothing to say then); asking for the answer again that was under way on the connection that died, for
 * which nobody waits; keys (§15), acknowledgements (§9), what browsers add to a request (some hundred
 * octets).
 */
import type { Engine } from '../engine.ts'
import { type Field, lists, writeHead } from '../http/head.ts'
import { type HttpMessage, HttpMessageReader, type ReadMessage } from '../http/message.ts'
import { readStatus, requestLine } from '../http/start-line.ts'
import type { Random } from '../random.ts'
import { type Failure, type FailureCode, type Passing, SHUTDOWN } from '../transport.ts'
import { encodeText } from '../xml/xml.ts'
import { BODIES, type HttpSession } from '../xmpp/framing/bodies.ts'
import { HTTP_BIND, STREAMS } from '../xmpp/namespaces.ts'
import { attributesOf } from './asking.ts'
import { BODY_AT_MOST, type Body, readBody, writeBody } from './body.ts'

export interface BoshPlace {
  /** As in the field Host: with a port, if it is not that of the scheme. */
  readonly host: string
  /** The path, and the query if there is one. */
  readonly target: string
}

export interface BoshClientOptions {
  readonly place: BoshPlace
  /** For the first request's number. */
  readonly random: Random
  /** What was kept of a session that is to go on; undefined: a new one. */
  readonly session: HttpSession | undefined
}

/** §14.1: large and of chance, and far below 2⁵³; always of ten digits. */
const FIRST_AT_LEAST = 2_000_000_000

export class BoshClient implements Engine<Passing, Passing> {
  readonly #options: BoshClientOptions
  readonly #outputs: Passing[] = []
  readonly #reader = new HttpMessageReader(BODY_AT_MOST)
  /** Of the request that is made next. */
  #header: Body['attributes'] | undefined
  #payload = ''
  #terminates = false
  #isUnderWay = false
  #session: HttpSession | undefined
  #lastRequest: number
  /** A stream has been begun, and its features are still to come. */
  #owesHeader = false
  /** Requests on this connection. */
  #asked = 0
  /** Of which the last was answered as the last that is taken there (RFC 9112 §9.6). */
  #closesAfter: number | undefined
  #from: string | undefined
  #state: 'closed' | 'open' | 'ready' | 'over' = 'closed'

  constructor(options: BoshClientOptions) {
    const { random, session } = options
    this.#options = options
    this.#session = session
    const first = FIRST_AT_LEAST + (random.fork('rid').uint32() >>> 1)
    this.#lastRequest = session?.lastRequest ?? first - 1
  }

  /** To go on from; undefined before there is one, and when it has ended. */
  get session(): HttpSession | undefined {
    return this.#session
  }

  /** The client has got through: what more there may be to hear it does not ask for. */
  through(): void {
    if (this.#state === 'open') this.#state = 'ready'
  }

  handle(passing: Passing): void {
    if (this.#state === 'over') return
    switch (passing.kind) {
      case 'send':
        this.#say(passing.bytes)
        break
      case 'received':
        for (const read of this.#reader.feed(passing.bytes)) this.#answered(read)
        break
      case 'secured':
        if (this.#state === 'closed') this.#state = 'open'
        this.#outputs.push(passing)
        break
      case 'close':
      case 'closed':
        this.#state = 'over'
        this.#outputs.push(passing)
        break
      default:
        this.#outputs.push(passing)
    }
  }

  poll(): Passing | undefined {
    const next = this.#outputs.shift()
    if (next !== undefined || !this.#wantsRequest) return next
    if (this.#closesAfter !== undefined) {
      this.#fail('feature-missing', notPersistent(this.#closesAfter))
      return this.#outputs.shift()
    }
    // Whoever has nothing to say waits once more for what an answer did not hold.
    if (!this.#hasToSay) this.#outputs.push({ kind: 'waited', layer: 'upgrade' })
    return { kind: 'send', bytes: this.#request() }
  }

  deadline(): undefined {
    return undefined
  }

  wake(): void {}

  get #wantsRequest(): boolean {
    if (this.#state === 'closed' || this.#state === 'over') return false
    if (this.#isUnderWay) return false
    // Something was asked for on this connection, so that there is more to hear.
    const isAsking = this.#state === 'open' && this.#asked > 0 && this.#session !== undefined
    return this.#hasToSay || isAsking
  }

  get #hasToSay(): boolean {
    return this.#header !== undefined || this.#payload !== '' || this.#terminates
  }

  #say(bytes: Uint8Array): void {
    // What only wants to be heard is said by the request that is under way.
    if (bytes.length === 0) return
    const text = Buffer.from(bytes).toString('utf8')
    const body = text.startsWith(BODY) ? readBody(bytes) : undefined
    if (body === undefined) this.#payload += text
    else if (body.attributes['type'] === 'terminate') this.#terminates = true
    else this.#header = body.attributes
  }

  #request(): Uint8Array {
    const { place } = this.#options
    this.#lastRequest += 1
    this.#asked += 1
    const attributes = attributesOf({
      number: this.#lastRequest,
      sid: this.#session?.id,
      header: this.#header,
      terminates: this.#terminates,
    })
    const body = encodeText(writeBody(attributes, this.#payload))
    this.#isUnderWay = true
    this.#owesHeader ||= this.#header !== undefined
    this.#header = undefined
    this.#payload = ''
    this.#terminates = false
    if (this.#session !== undefined) {
      this.#session = { ...this.#session, lastRequest: this.#lastRequest }
    }
    const fields: readonly Field[] = [
      ['Host', place.host],
      ['Content-Type', 'text/xml; charset=utf-8'],
      ['Content-Length', String(body.length)],
    ]
    const head = writeHead(requestLine({ method: 'POST', target: place.target }), fields)
    return Buffer.concat([Buffer.from(head, 'latin1'), body])
  }

  #answered(read: ReadMessage): void {
    if (this.#state === 'over') return
    if (read.kind === 'refused') {
      this.#fail('protocol-violation', `${read.detail} in an answer of HTTP`)
      return
    }
    if (!this.#isUnderWay) {
      this.#fail('protocol-violation', 'expected a manager that waits to be asked')
      return
    }
    this.#isUnderWay = false
    this.#take(read.message)
  }

  #take({ head, body: octets }: HttpMessage): void {
    if (lists(head, 'connection', 'close')) this.#closesAfter = this.#asked
    const { target } = this.#options.place
    const status = readStatus(head.start)
    if (status !== 200) {
      const found = status ?? 'none'
      const detail = `expected the status 200 (OK), found ${found}: is there BOSH at ${target}?`
      this.#fail('feature-missing', detail)
      return
    }
    const body = readBody(octets)
    if (body === undefined) {
      this.#fail('feature-missing', `expected <body/> of BOSH, found none: is it at ${target}?`)
      return
    }
    const { sid } = body.attributes
    if (this.#session === undefined && sid !== undefined && sid !== '') {
      this.#session = { id: sid, lastRequest: this.#lastRequest }
    }
    this.#from ??= body.attributes['from']
    for (const element of body.elements) {
      if (this.#owesHeader && element.is('features', STREAMS)) this.#beginStream(body)
      this.#put(BODIES.element(element))
    }
    const { type, condition } = body.attributes
    if (type === 'terminate') this.#ended(condition)
    else if (this.#session === undefined) {
      this.#fail('protocol-violation', 'expected the session to have an identifier')
    }
  }

  /** Of the header that an answer stands for what is not said again is as before. */
  #beginStream({ attributes, version = '1.0' }: Body): void {
    this.#owesHeader = false
    this.#put(
      BODIES.header({
        id: attributes['authid'],
        from: this.#from,
        version,
        lang: attributes['xml:lang'],
        declaration: false,
      }),
    )
  }

  #put(text: string): void {
    this.#outputs.push({ kind: 'received', bytes: encodeText(text), early: false })
  }

  /** §17.2: with a condition, something is wrong; without, the stream is over. */
  #ended(condition: string | undefined): void {
    const isGone = this.#session !== undefined && condition === 'item-not-found'
    this.#session = undefined
    if (condition === undefined) {
      this.#put(BODIES.footer)
      return
    }
    const detail = `the manager ended the session: ${condition.slice(0, 64)}`
    const named = condition === SHUTDOWN ? ({ condition: SHUTDOWN } as const) : {}
    this.#fail(isGone ? 'resumption-failed' : 'stream-error', detail, named)
  }

  #fail(code: FailureCode, detail: string, named: Pick<Failure, 'condition'> = {}): void {
    this.#state = 'over'
    const error: Failure = { ...named, code, detail }
    this.#outputs.push({ kind: 'close' }, { kind: 'closed', error })
  }
}

const notPersistent = (requests: number): string =>
  `expected an HTTP connection that persists (RFC 9112 §9.3), found it closed after ${requests} ${requests === 1 ? 'request' : 'requests'} (Connection: close)`

const BODY = `<body xmlns='${HTTP_BIND}'`
