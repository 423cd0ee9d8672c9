/**
 * One TCP connection at the server: octets in, octets out, and the time that thinking takes.
 *
 * The server works on one thing after the other. Each answer leaves when its think time is over;
 * what arrives meanwhile waits. Answers to what came in one read leave in one write (`flight`
 * framing) or each on its own (`element` framing), as measured servers do.
 *
 * A stanza or a stream error that another connection causes here is put out at the next `poll`;
 * an engine cannot ask to be polled.
 */
import type { Engine } from '../../engine.ts'
import type { Random } from '../../random.ts'
import type { TransportCommand, TransportEvent } from '../../transport.ts'
import { type Instant, plus } from '../../units.ts'
import {
  element,
  encodeText,
  type StreamEvent,
  StreamReader,
  type XmlElement,
} from '../../xml/xml.ts'
import { SM } from '../namespaces.ts'
import { Answer } from './answer.ts'
import type { Conversation, Hearing } from './conversation.ts'
import { Negotiation } from './negotiation.ts'
import type { AcceptOptions, Server } from './server.ts'
import type { Link, Management } from './sessions.ts'
import type { ServerSettings } from './settings.ts'

interface Waiting {
  readonly event: StreamEvent
  /** Which read it came in. */
  readonly read: number
  readonly early: boolean
  readonly pipelined: boolean
}

/** More unanswered elements than any honest client has under way. */
const WAITING_AT_MOST = 1_000

export class ServerConnection implements Engine<TransportEvent, TransportCommand>, Link {
  readonly #settings: ServerSettings
  readonly #mode: AcceptOptions['mode']
  readonly #negotiation: Negotiation
  readonly #reader: StreamReader
  readonly #waiting: Waiting[] = []
  readonly #commands: TransportCommand[] = []
  /** What is being thought about, and when that ends. */
  #thinking: { readonly answer: Answer; readonly read: number; readonly until: Instant } | undefined
  /** The answer that is being made at this moment. */
  #making: Answer | undefined
  #unsent = ''
  #reads = 0
  #trusted = false
  #closed = false

  constructor(server: Server, { random, mode }: AcceptOptions) {
    this.#settings = server.settings
    this.#mode = mode
    this.#reader = new StreamReader(server.settings.limits.before)
    this.#negotiation = new Negotiation(conversation(server, random, this), mode)
  }

  handle(event: TransportEvent, now: Instant): void {
    switch (event.kind) {
      case 'connected':
        if (this.#mode === 'direct') this.#commands.push({ kind: 'secure' })
        break
      case 'secured':
        if (this.#negotiation.awaitsTls) this.#reader.reset()
        this.#negotiation.secured(event.tls)
        break
      case 'received':
        this.#receive(event.bytes, event.early)
        this.#work(now)
        break
      case 'closed':
        this.#negotiation.lost(now)
        this.#stop()
        break
      case 'waited':
        break
    }
  }

  poll(): TransportCommand | undefined {
    return this.#commands.shift()
  }

  deadline(): Instant | undefined {
    return this.#thinking?.until
  }

  wake(now: Instant): void {
    const thinking = this.#thinking
    if (thinking === undefined || now < thinking.until) return
    this.#thinking = undefined
    this.#put(thinking.answer, thinking.read)
    this.#work(now)
  }

  /** Into the answer under way, or on its own. */
  deliver(stanza: XmlElement, management: Management): void {
    const texts = [stanza.serialize()]
    const asks = management.kind === 'on' && this.#settings.sm.requestAfterStanza === 'sent'
    if (asks) texts.push(element('r', SM).serialize())
    if (this.#making !== undefined) for (const text of texts) this.#making.say(text)
    else if (!this.#closed) this.#send(texts.join(''))
  }

  conflict(): void {
    this.#negotiation.displaced()
    if (this.#closed) return
    const answer = new Answer(this.#settings.think)
    answer.streamError('conflict')
    this.#thinking = undefined
    this.#put(answer, this.#reads)
    this.#flush()
  }

  #receive(bytes: Uint8Array, early: boolean): void {
    if (this.#closed) return
    this.#reads += 1
    // Nothing may come between <proceed/> and TLS; a transport that says otherwise is not to be
    // believed (RFC 6120 §5.4.3.3).
    if (this.#negotiation.awaitsTls) return
    const read = this.#reads
    let pipelined = this.#thinking !== undefined || this.#waiting.length > 0
    for (const event of this.#reader.feed(bytes)) {
      this.#waiting.push({ event, read, early, pipelined })
      pipelined = true
    }
  }

  #work(now: Instant): void {
    while (this.#thinking === undefined && !this.#closed) {
      const next = this.#waiting.shift()
      if (next === undefined) break
      const answer = new Answer(this.#settings.think)
      const { early, pipelined, read } = next
      const hearing: Hearing = { now, early, pipelined, read, answer }
      this.#making = answer
      if (this.#waiting.length > WAITING_AT_MOST) {
        this.#negotiation.refuse('policy-violation', hearing)
      } else this.#negotiation.take(next.event, hearing)
      this.#making = undefined
      this.#trust()
      const until = plus(now, answer.think)
      if (until > now) this.#thinking = { answer, read, until }
      else this.#put(answer, read)
    }
    if (this.#thinking === undefined) this.#flush()
  }

  #put(answer: Answer, read: number): void {
    if (this.#settings.framing === 'flight') this.#unsent += answer.texts.join('')
    else for (const text of answer.texts) this.#send(text)
    if (answer.next === 'continue') {
      if (this.#waiting[0]?.read !== read) this.#flush()
      return
    }
    this.#flush()
    if (answer.next === 'secure') {
      // Whatever came in the clear behind <starttls/> must not be taken for protected.
      this.#waiting.length = 0
      this.#reader.reset()
      this.#commands.push({ kind: 'secure' })
      return
    }
    this.#commands.push({ kind: 'close' })
    this.#stop()
  }

  #trust(): void {
    if (this.#trusted || !this.#negotiation.trusted) return
    this.#trusted = true
    this.#reader.limits = this.#settings.limits.after
  }

  #flush(): void {
    if (this.#unsent === '') return
    const text = this.#unsent
    this.#unsent = ''
    this.#send(text)
  }

  #send(text: string): void {
    this.#commands.push({ kind: 'send', bytes: encodeText(text) })
  }

  #stop(): void {
    this.#closed = true
    this.#waiting.length = 0
    this.#thinking = undefined
    this.#unsent = ''
  }
}

const conversation = (server: Server, random: Random, link: Link): Conversation => ({
  server,
  random,
  link,
  tls: undefined,
  from: undefined,
  failures: 0,
  fastAttempts: 0,
  understoodUntil: Number.POSITIVE_INFINITY,
})
