/**
 * The server of a recorded conversation: a desk as any other, with the answers written already.
 * Thinks by its own luck in every trial, and frames what it says by what arrives together.
 */
import { type Engine, Outputs } from '../../engine.ts'
import type { Random } from '../../random.ts'
import type { TransportCommand, TransportEvent } from '../../transport.ts'
import type { Instant } from '../../units.ts'
import { OCTETS } from '../../xmpp/framing/octets.ts'
import { Answer } from '../../xmpp/server/answer.ts'
import type { Turn } from '../../xmpp/server/conversation.ts'
import { Desk } from '../../xmpp/server/desk.ts'
import { streamId } from '../../xmpp/server/identifiers.ts'
import { Processor, type Turns } from '../../xmpp/server/processor.ts'
import type { DrawnIdentifier, RecordedConversation, RecordedServerStep } from './conversation.ts'
import { Lengthening } from './lengthening.ts'
import { unsaid } from './unsaid.ts'

export class ReplayedServer implements Engine<TransportEvent, TransportCommand> {
  readonly lengthening = new Lengthening()
  readonly #conversation: RecordedConversation
  readonly #random: Random
  readonly #thinking: Random
  readonly #leave: () => void
  readonly #desk: Desk<RecordedServerStep>
  readonly #commands = new Outputs<TransportCommand>()
  #stretch = 0
  /** The next thing to be heard in this stretch, and the octets that have come of it. */
  #next = 0
  #heard = 0
  /** Recorded octets that have been answered. */
  #said = 0
  #awaitsTls: boolean
  #askAttention: () => void = () => {}

  /**
   * `random`: of the connection. `leave`: what comes is not what was recorded. `processor`: one of its
   * own, unless it shares another's.
   */
  constructor(
    conversation: RecordedConversation,
    random: Random,
    leave: () => void,
    processor?: Turns,
  ) {
    this.#conversation = conversation
    this.#random = random
    this.#thinking = random.fork('thinking')
    this.#leave = leave
    this.#awaitsTls = conversation.mode === 'direct'
    const { framing, capacity } = conversation.settings
    this.#desk = new Desk(framing, processor ?? new Processor(capacity), {
      take: (step, turn) => this.#take(step, turn),
      begin: () => new Answer(conversation.settings.think, OCTETS, this.#thinking.unit()),
      send: (texts) => this.#send(texts),
      proceed: (next) => this.#proceed(next),
      served: () => this.#askAttention(),
    })
  }

  handle(event: TransportEvent, now: Instant): void {
    switch (event.kind) {
      case 'connected':
        if (this.#conversation.mode === 'direct') this.#commands.put({ kind: 'secure' })
        return
      case 'secured':
        if (!this.#awaitsTls) return
        this.#awaitsTls = false
        this.#forget()
        return
      case 'received':
        this.#receive(event.bytes.length, event.early, now)
        return
      case 'closed':
        this.#desk.close(now)
        return
      case 'waited':
      case 'upgraded':
    }
  }

  poll(): TransportCommand | undefined {
    return this.#commands.poll()
  }

  deadline(): Instant | undefined {
    return this.#desk.deadline()
  }

  wake(now: Instant): void {
    this.#desk.wake(now)
  }

  attention(ask: () => void): void {
    this.#askAttention = ask
  }

  #receive(octets: number, early: boolean, now: Instant): void {
    if (this.#desk.closed || this.#awaitsTls) return
    this.#heard += octets
    const steps = this.#conversation.server[this.#stretch] ?? []
    const heard: RecordedServerStep[] = []
    for (let step = steps[this.#next]; step !== undefined; step = steps[this.#next]) {
      if (step.octets > this.#heard) break
      heard.push(step)
      this.#next += 1
    }
    this.#desk.receive(heard, early, now)
  }

  #take(
    { early, pipelined, thinking, texts, identifier, next }: RecordedServerStep,
    turn: Turn,
  ): void {
    const asRecorded =
      (early === undefined || early === turn.early) &&
      (pipelined === undefined || pipelined === turn.pipelined)
    if (!asRecorded) {
      this.#leave()
      return
    }
    for (const kind of thinking) turn.answer.after(kind)
    const said = identifier === undefined ? texts : this.#identified(texts, identifier)
    turn.answer.texts.push(...said)
    for (const { length } of texts) this.#said += length
    turn.answer.next = next
  }

  #identified(texts: readonly string[], { text, draws }: DrawnIdentifier): readonly string[] {
    while (this.#random.draws < draws) this.#random.uint32()
    const id = streamId(this.#conversation.settings, this.#random)
    const before = texts.slice(0, text).reduce((sum, { length }) => sum + length, 0)
    this.lengthening.add(this.#said + before, id.length)
    return texts.map((said, index) => (index === text ? said + id : said))
  }

  /** In one write, or each in a message of its own. */
  #send(texts: readonly string[]): void {
    if (this.#conversation.carriedBy === 'messages') {
      for (const { length } of texts) this.#commands.put({ kind: 'send', bytes: unsaid(length) })
      return
    }
    let octets = 0
    for (const text of texts) octets += text.length
    this.#commands.put({ kind: 'send', bytes: unsaid(octets) })
  }

  #proceed(next: 'secure' | 'close'): void {
    if (next === 'secure') {
      this.#awaitsTls = true
      this.#forget()
    }
    this.#commands.put({ kind: next })
  }

  #forget(): void {
    this.#stretch += 1
    this.#next = 0
    this.#heard = 0
  }
}
