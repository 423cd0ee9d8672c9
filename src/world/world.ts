/**
 * One trial's world: a client's life on a network to which a timeline happens, with the server that
 * stays where it is, in virtual time.
 *
 * Carries out what the life decides (attempts, orders, letting go), tells it what its connections
 * and the operating system say, and knows what no end knows: whether a connection works on the
 * network of now, and where each message is.
 *
 * An episode is over when the client is ready on a connection that works, every message that was
 * sent until then has come, and the client waits for no answer: neither to what it has sent (how
 * much of it has been handled, where its policy asks) nor to whether anybody is there. Or else when
 * its time is over.
 */

import type { LifeInput, LifeOutput } from '../client/signals.ts'
import { Driver } from '../engine.ts'
import type { LifeRecord } from '../record/life-record.ts'
import type { LifeEvent } from '../record/traced-life.ts'
import { describeHappening } from '../scenario/describe.ts'
import type { Failure } from '../transport.ts'
import { type Instant, later, plus } from '../units.ts'
import type { XmlElement } from '../xml/xml.ts'
import type { DialogueNews } from '../xmpp/dialogue/output.ts'
import type { ReadyStream } from '../xmpp/dialogue/ready-stream.ts'
import { Chronicle, type Expense } from './chronicle.ts'
import type { Contact } from './contact.ts'
import { happen, type Stage } from './happenings.ts'
import type { WorldParts } from './parts.ts'
import { type Carrier, Post } from './post.ts'
import { ServerSide } from './server-side.ts'
import { Writer } from './writer.ts'

/** The connection that the client has at the time. */
interface Current {
  readonly number: number
  readonly contact: Contact
  /** Once its stream is ready. `address`: of its session. */
  carrier: (Carrier & { readonly address: string }) | undefined
}

export class World {
  readonly #parts: WorldParts
  readonly #life: Driver<LifeInput, LifeOutput>
  readonly #post: Post
  readonly #chronicle: Chronicle
  readonly #contacts: Contact[] = []
  #current: Current | undefined
  #firstIsOver = false
  readonly #server: ServerSide
  readonly #writer = new Writer(() => this.#sendUp())
  #address = 0
  /** Happenings and messages that are still to come. */
  #toCome = 0

  constructor(parts: WorldParts) {
    const { clock, life, server, correspondents, timeline } = parts
    this.#parts = parts
    this.#server = new ServerSide(server, (message) =>
      this.#post.putOn(message, this.#current?.carrier),
    )
    const keepers = { outbox: life.outbox, server: this.#server }
    this.#post = new Post(correspondents, timeline.late, keepers, (event) => this.#seen(event))
    this.#chronicle = new Chronicle(clock.now(), () => this.#expense())
    this.#life = new Driver(life, clock, (output: LifeOutput) => this.#carryOut(output))
  }

  /** The life begins; what happens in it is for `step`. */
  begin(): void {
    const { timeline } = this.#parts
    for (const happening of timeline.happenings) {
      this.#schedule(happening.at, () => {
        this.#seen({ kind: 'happened', what: describeHappening(happening) })
        happen(happening, this.#stage())
      })
    }
    for (const at of timeline.messages.up) this.#schedule(at, () => this.#writer.due())
    for (const at of timeline.messages.down) this.#schedule(at, () => this.#sendDown())
    this.#schedule(timeline.until, () => {})
    this.#life.handle({ kind: 'begin' })
    this.settle()
  }

  /** The next thing happens; false when nothing more can, or nothing that anybody waits for. */
  step(): boolean {
    if (this.#isOver() || !this.#parts.clock.step()) return false
    this.settle()
    return true
  }

  /** What it came to, when there are no more steps. */
  end(): LifeRecord {
    // Whoever fell asleep over it has not got through.
    if (!this.#firstIsOver) this.#parts.letGo(1)
    return { episodes: this.#chronicle.records, messages: this.#post.records() }
  }

  /** The peer's client has it. */
  peerHears(stanza: XmlElement): void {
    this.#post.deliver('up', stanza, this.#parts.clock.now())
  }

  /** What has waited at the server is on its way to the session of this address. */
  takenOut(message: XmlElement, address: string): void {
    const carrier = this.#current?.carrier
    this.#post.putOn(message, carrier?.address === address ? carrier : undefined)
  }

  /** For whoever looks on. */
  #seen(event: LifeEvent): void {
    this.#parts.observe?.(event)
  }

  #schedule(at: Instant, task: () => void): void {
    this.#toCome += 1
    this.#parts.clock.at(at, () => {
      this.#toCome -= 1
      task()
    })
  }

  /** What happenings happen to. */
  #stage(): Stage {
    const { clock, network, accessOf, timeline } = this.#parts
    return {
      now: () => clock.now(),
      until: timeline.until,
      network,
      accessOf,
      server: this.#server,
      broke: () => {
        this.#seen({ kind: 'broke' })
        this.#chronicle.broke(clock.now())
      },
      mended: () => {
        this.#chronicle.mended(clock.now())
        if (this.#chronicle.backAt !== undefined) this.#seen({ kind: 'mended' })
        this.#limit()
      },
      after: (delay, task) => this.#schedule(plus(clock.now(), delay), task),
      contacts: () => this.#contacts,
      changeAddress: () => {
        this.#address += 1
      },
      tell: (input) => {
        this.#seen({ kind: 'told', of: input.kind })
        this.#life.handle(input)
        this.#writer.told(input)
      },
    }
  }

  /** An episode is given so long from the network's return. */
  #limit(): void {
    const { clock, patience } = this.#parts
    const { backAt } = this.#chronicle
    if (backAt === undefined) return
    clock.at(plus(clock.now(), patience), () => {
      if (this.#chronicle.backAt !== backAt) return
      this.#seen({ kind: 'given-up' })
      this.#chronicle.givenUp()
    })
  }

  #carryOut(output: LifeOutput): void {
    const { clock, connect, letGo } = this.#parts
    switch (output.kind) {
      case 'attempt': {
        const { number } = output
        this.#seen(output)
        this.#chronicle.attempting(clock.now())
        const attempt = { number, address: this.#address }
        const contact = connect(attempt, (news) => this.#hear(number, news))
        this.#contacts.push(contact)
        this.#current = { number, contact, carrier: undefined }
        if (this.#server.state === 'down') {
          contact.refuseWhile(() => this.#server.state === 'down')
        }
        contact.begin()
        return
      }
      case 'let-go': {
        const current = this.#current
        if (current === undefined) return
        current.contact.letGo()
        if (current.carrier === undefined) letGo(current.number)
        this.#offline(output.failure)
        return
      }
      case 'order': {
        const current = this.#current
        const { order } = output
        if (order.kind === 'ask') this.#seen({ kind: 'asked' })
        if (order.kind === 'say') this.#post.putOn(order.element, this.#current?.carrier)
        current?.contact.order(order)
      }
    }
  }

  #hear(number: number, news: DialogueNews): void {
    const { clock } = this.#parts
    if (news.kind === 'arrived') this.#post.deliver('down', news.stanza, clock.now())
    if (this.#current?.number !== number) return
    switch (news.kind) {
      case 'reached':
        if (news.milestone === 'connected') this.#life.handle({ kind: 'connected' })
        return
      case 'finished':
        if (number === 1) this.#firstIsOver = true
        if (news.outcome.kind === 'ready') this.#ready(news.outcome.stream)
        else {
          this.#offline(news.outcome.failure)
          this.#life.handle({ kind: 'failed' })
        }
        return
      case 'ended':
        if (news.end.kind === 'lost') this.#offline(news.end.failure)
        this.#life.handle({ kind: 'lost', end: news.end })
        return
      case 'heard':
        this.#life.handle({ kind: 'heard' })
        return
      case 'answered':
        this.#seen({ kind: 'answered' })
        this.#life.handle({ kind: 'answered' })
        return
      case 'acknowledged':
        this.#life.handle({ kind: 'acknowledged', stanzas: news.stanzas })
    }
  }

  #ready({ way, address, sm, state }: ReadyStream): void {
    const stream = sm === undefined ? 'unmanaged' : 'managed'
    const how = way === 'resumed' ? 'resumed' : 'bound'
    const carried = sm?.ledger.unacknowledged ?? []
    const current = this.#current
    const number = current?.number ?? 0
    if (current !== undefined) current.carrier = { number, stream, address }
    for (const stanza of carried) this.#post.putOn(stanza, this.#current?.carrier)
    this.#seen({ kind: 'ready', number, way: how })
    this.#chronicle.online(how, this.#parts.clock.now())
    // A client that restores what it holds has said its presence by doing so.
    const presence = state === undefined ? 'unsaid' : 'said'
    this.#life.handle({ kind: 'ready', stream, way: how, presence, carried })
  }

  #offline(failure: Failure): void {
    const current = this.#current
    if (current?.number === 1) this.#firstIsOver = true
    if (current !== undefined) {
      const { number, carrier } = current
      this.#seen({ kind: carrier === undefined ? 'failed' : 'lost', number, failure })
    }
    this.#current = undefined
    this.#chronicle.offline(failure.code, this.#parts.clock.now())
  }

  #sendUp(): void {
    const message = this.#post.write('up', this.#parts.clock.now())
    this.#life.handle({ kind: 'compose', message })
  }

  #sendDown(): void {
    this.#server.deliver(this.#post.write('down', this.#parts.clock.now()))
  }

  /** After every step, and whenever something has come about between two. */
  settle(): void {
    const { backAt } = this.#chronicle
    if (backAt === undefined || !this.#works() || this.#parts.life.asks) return
    if (this.#post.isPending(this.#current?.carrier)) return
    this.#chronicle.recovered(later(backAt, this.#parts.clock.now()))
    const { recovery } = this.#chronicle.records.at(-1) ?? {}
    if (recovery !== undefined) this.#seen({ kind: 'recovered', manner: recovery.manner })
  }

  /** Whether the client is ready on the network of now, and the server still knows of it. */
  #works(): boolean {
    const current = this.#current
    return current?.carrier !== undefined && current.contact.state === 'whole'
  }

  #isOver(): boolean {
    const { clock, timeline, patience } = this.#parts
    if (!this.#firstIsOver || this.#toCome > 0 || this.#chronicle.isOpen) return false
    return (
      clock.now() >= plus(timeline.until, patience) || !this.#post.isPending(this.#current?.carrier)
    )
  }

  #expense(): Expense {
    let up = 0
    let down = 0
    for (const { traffic } of this.#contacts) {
      up += traffic.up.linkBytes
      down += traffic.down.linkBytes
    }
    return { up, down, radioOn: this.#parts.network.radioOn }
  }
}
