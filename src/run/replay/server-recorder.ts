/**
 * Writes down what a server hears and answers: up to which octet it had to read, what it looked at
 * besides, what it thought about and what it said. It has read what arrives piece by piece (`pieces.ts`).
 */
import type { Random } from '../../random.ts'
import type { Instant } from '../../units.ts'
import type { ReaderLimits, StreamEvent } from '../../xml/xml.ts'
import type { FramedReader, Framing } from '../../xmpp/framing/framing.ts'
import { Answer } from '../../xmpp/server/answer.ts'
import type { Turn } from '../../xmpp/server/conversation.ts'
import type { Scribe } from '../../xmpp/server/scribe.ts'
import type { ThinkTimes } from '../../xmpp/server/settings.ts'
import type { DrawnIdentifier, RecordedServerStep } from './conversation.ts'
import { piecesOf } from './pieces.ts'

interface Noted {
  readonly octets: number
  readonly turn: NotedTurn
  readonly answer: NotedAnswer
}

export class ServerRecorder implements Scribe {
  readonly #random: Random
  readonly #stretches: Noted[][] = [[]]
  /** Up to which octet each of those is that nobody has taken yet. */
  #read: number[] = []
  #answer: NotedAnswer | undefined

  /** That of the connection, listened to. */
  readonly framing: Framing

  /** `random`: of the connection that is recorded, the same one. */
  constructor(random: Random, framing: Framing) {
    this.#random = random
    this.framing = {
      ...framing,
      header: (header) => {
        // Drawn for this header: the last that was drawn.
        if (this.#answer !== undefined && DECIMAL.test(header.id ?? '')) {
          const draws = this.#random.draws - DRAWS_OF_DECIMAL
          this.#answer.identifier = { text: this.#answer.texts.length, draws }
          return framing.header({ ...header, id: '' })
        }
        return framing.header(header)
      },
      reader: (limits) =>
        new NotedReader(framing.reader(limits), framing.carriedBy, {
          read: (octets) => this.#read.push(octets),
          forgotten: () => this.#forget(),
        }),
    }
  }

  answer(times: ThinkTimes, framing: Framing, luck: number): Answer {
    this.#answer = new NotedAnswer(times, framing, luck)
    return this.#answer
  }

  turn(turn: Turn): Turn {
    const octets = this.#read.shift()
    const noted = new NotedTurn(turn)
    if (octets !== undefined && this.#answer !== undefined) {
      this.#stretches.at(-1)?.push({ octets, turn: noted, answer: this.#answer })
    }
    return noted
  }

  /** Undefined where what it said depends on which read something came in. */
  get steps(): readonly (readonly RecordedServerStep[])[] | undefined {
    const all = this.#stretches.flat()
    if (all.some(({ turn }) => turn.looked.pipelined && turn.pipelined)) return undefined
    return this.#stretches.map((stretch) => stretch.map(stepOf))
  }

  #forget(): void {
    this.#read = []
    this.#stretches.push([])
  }
}

/** As long as it happens to be; two numbers of 32 bits make it. */
const DECIMAL = /^[0-9]+$/
const DRAWS_OF_DECIMAL = 2

const stepOf = ({ octets, turn, answer }: Noted): RecordedServerStep => ({
  octets,
  early: turn.looked.early ? turn.early : undefined,
  pipelined: turn.looked.pipelined ? turn.pipelined : undefined,
  thinking: answer.kinds,
  identifier: answer.identifier,
  texts: answer.texts.map((text) => '.'.repeat(Buffer.byteLength(text))),
  next: answer.next,
})

class NotedAnswer extends Answer {
  readonly kinds: (keyof ThinkTimes)[] = []
  identifier: DrawnIdentifier | undefined

  override after(kind: keyof ThinkTimes): this {
    this.kinds.push(kind)
    return super.after(kind)
  }
}

/** Knows what was looked at. */
class NotedTurn implements Turn {
  readonly #turn: Turn
  readonly looked = { early: false, pipelined: false }

  constructor(turn: Turn) {
    this.#turn = turn
  }

  get now(): Instant {
    return this.#turn.now
  }

  get answer(): Answer {
    return this.#turn.answer
  }

  /** Compared only once something has been pipelined that must not be. */
  get read(): number {
    return this.#turn.read
  }

  get early(): boolean {
    this.looked.early = true
    return this.#turn.early
  }

  get pipelined(): boolean {
    this.looked.pipelined = true
    return this.#turn.pipelined
  }
}

interface Told {
  /** An event is whole, with so many octets. */
  readonly read: (octets: number) => void
  readonly forgotten: () => void
}

class NotedReader implements FramedReader {
  readonly #reader: FramedReader
  readonly #carriedBy: Framing['carriedBy']
  readonly #told: Told
  #octets = 0

  constructor(reader: FramedReader, carriedBy: Framing['carriedBy'], told: Told) {
    this.#reader = reader
    this.#carriedBy = carriedBy
    this.#told = told
  }

  set limits(limits: ReaderLimits) {
    this.#reader.limits = limits
  }

  get unfinished(): boolean {
    return this.#reader.unfinished
  }

  feed(bytes: Uint8Array): StreamEvent[] {
    const events: StreamEvent[] = []
    for (const piece of piecesOf(bytes, this.#carriedBy)) {
      this.#octets += piece.length
      for (const event of this.#reader.feed(piece)) {
        this.#told.read(this.#octets)
        events.push(event)
      }
    }
    return events
  }

  reset(): void {
    this.#reader.reset()
    this.#octets = 0
    this.#told.forgotten()
  }
}
