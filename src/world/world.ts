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

import type { Life } from '../client/life.ts'
import type { LifeInput, LifeOutput, StreamKind } from '../client/signals.ts'
import type { VirtualClock } from '../clock/virtual.ts'
import { Driver } from '../engine.ts'
import type { LinkSettings } from '../link/settings.ts'
import type { LifeRecord } from '../record/life-record.ts'
import type { Timeline } from '../scenario/timeline.ts'
import type { Failure } from '../transport.ts'
import { type Duration, type Instant, later, plus } from '../units.ts'
import type { XmlElement } from '../xml/xml.ts'
import type { DialogueNews } from '../xmpp/dialogue/output.ts'
import type { ReadyStream } from '../xmpp/dialogue/ready-stream.ts'
import { Chronicle, type Expense } from './chronicle.ts'
import type { Contact, Hear } from './contact.ts'
import { happen, type Stage } from './happenings.ts'
import type { Network } from './network.ts'
import { type Correspondents, type Letter, messageRecord, Post } from './post.ts'

export interface WorldOptions {
  readonly clock: VirtualClock
  readonly network: Network
  /** What a profile is for this trial, by its name. */
  readonly linkOf: (profile: string) => LinkSettings
  readonly timeline: Timeline
  readonly life: Life
  readonly correspondents: Correspondents
  /** How long an episode is given from the network's return, and the last message. */
  readonly patience: Duration
  /** The connection of an attempt, by its number from 1. */
  readonly connect: (number: number, hear: Hear) => Contact
  readonly server: Far
  /** The attempt of this number is given up. */
  readonly letGo: (number: number) => void
}

/** The server, as the peer, its operator and an all-knowing observer see it. */
export interface Far {
  /** The peer sends something; says whether it went to a session. */
  readonly deliver: (message: XmlElement) => boolean
  /** Whether it keeps it, to be sent again. */
  readonly holds: (message: XmlElement) => boolean
  readonly restart: (sessions: 'kept' | 'lost') => void
}

/** The connection that the client has at the time. */
interface Current {
  readonly number: number
  readonly contact: Contact
  stream: 'none' | StreamKind
}

export class World {
  readonly #options: WorldOptions
  readonly #life: Driver<LifeInput, LifeOutput>
  readonly #post: Post
  readonly #chronicle: Chronicle
  readonly #contacts: Contact[] = []
  #current: Current | undefined
  #firstIsOver = false
  /** Of the last stream that there was. */
  #stream: StreamKind = 'managed'
  #server: 'up' | 'down' = 'up'
  /** Happenings and messages that are still to come. */
  #toCome = 0

  constructor(options: WorldOptions) {
    const { clock, life, correspondents } = options
    this.#options = options
    this.#post = new Post(correspondents)
    this.#chronicle = new Chronicle(clock.now(), () => this.#expense())
    this.#life = new Driver(life, clock, (output: LifeOutput) => this.#carryOut(output))
  }

  /** Lives until nothing more can happen, or nothing that anybody waits for. */
  run(): LifeRecord {
    const { clock, timeline, life, server, letGo } = this.#options
    for (const happening of timeline.happenings) {
      this.#schedule(happening.at, () => happen(happening, this.#stage()))
    }
    for (const at of timeline.messages.up) this.#schedule(at, () => this.#sendUp())
    for (const at of timeline.messages.down) this.#schedule(at, () => this.#sendDown())
    this.#schedule(timeline.until, () => {})
    this.#life.handle({ kind: 'begin' })
    this.#settle()
    while (!this.#isOver() && clock.step()) this.#settle()
    // Whoever fell asleep over it has not got through.
    if (!this.#firstIsOver) letGo(1)
    return {
      episodes: this.#chronicle.records,
      messages: [...this.#post.letters].map((letter) =>
        messageRecord(letter, life.outbox.holds(letter.message) || server.holds(letter.message)),
      ),
    }
  }

  /** The peer's client has it. */
  peerHears(stanza: XmlElement): void {
    this.#post.deliver('up', stanza, this.#options.clock.now())
  }

  #schedule(at: Instant, task: () => void): void {
    this.#toCome += 1
    this.#options.clock.at(at, () => {
      this.#toCome -= 1
      task()
    })
  }

  /** What happenings happen to. */
  #stage(): Stage {
    const { clock, network, linkOf, server } = this.#options
    return {
      network,
      linkOf,
      server: {
        stop: (sessions) => {
          this.#server = 'down'
          server.restart(sessions)
        },
        start: () => {
          this.#server = 'up'
        },
      },
      broke: () => this.#chronicle.broke(clock.now()),
      mended: () => {
        this.#chronicle.mended(clock.now())
        this.#limit()
      },
      after: (delay, task) => this.#schedule(plus(clock.now(), delay), task),
      contacts: this.#contacts,
      tell: (input) => this.#life.handle(input),
    }
  }

  /** An episode is given so long from the network's return. */
  #limit(): void {
    const { clock, patience } = this.#options
    const { backAt } = this.#chronicle
    if (backAt === undefined) return
    clock.at(plus(clock.now(), patience), () => {
      if (this.#chronicle.backAt === backAt) this.#chronicle.givenUp()
    })
  }

  #carryOut(output: LifeOutput): void {
    const { clock, connect, letGo } = this.#options
    switch (output.kind) {
      case 'attempt': {
        const { number } = output
        this.#chronicle.attempting(clock.now())
        const contact = connect(number, (news) => this.#hear(number, news))
        this.#contacts.push(contact)
        this.#current = { number, contact, stream: 'none' }
        if (this.#server === 'down') contact.refuse()
        contact.begin()
        return
      }
      case 'let-go': {
        const current = this.#current
        if (current === undefined) return
        current.contact.letGo()
        if (current.stream === 'none') letGo(current.number)
        this.#offline(output.failure)
        return
      }
      case 'order': {
        const current = this.#current
        const { order } = output
        if (order.kind === 'say') this.#putOn(this.#post.find(order.element))
        current?.contact.order(order)
      }
    }
  }

  #hear(number: number, news: DialogueNews): void {
    const { clock } = this.#options
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
        this.#life.handle({ kind: 'lost' })
        return
      case 'heard':
      case 'answered':
        this.#life.handle({ kind: news.kind })
        return
      case 'acknowledged':
        this.#life.handle({ kind: 'acknowledged', stanzas: news.stanzas })
    }
  }

  #ready({ way, sm, state }: ReadyStream): void {
    const stream = sm === undefined ? 'unmanaged' : 'managed'
    const how = way === 'resumed' ? 'resumed' : 'bound'
    const carried = sm?.ledger.unacknowledged ?? []
    if (this.#current !== undefined) this.#current.stream = stream
    this.#stream = stream
    for (const stanza of carried) this.#putOn(this.#post.find(stanza))
    this.#chronicle.online(how, this.#options.clock.now())
    // A client that restores what it holds has said its presence by doing so.
    const presence = state === undefined ? 'unsaid' : 'said'
    this.#life.handle({ kind: 'ready', stream, way: how, presence, carried })
  }

  #offline({ code }: Failure): void {
    if (this.#current?.number === 1) this.#firstIsOver = true
    this.#current = undefined
    this.#chronicle.offline(code, this.#options.clock.now())
  }

  #sendUp(): void {
    const { message } = this.#post.write('up', this.#options.clock.now())
    this.#life.handle({ kind: 'compose', message })
  }

  #sendDown(): void {
    const letter = this.#post.write('down', this.#options.clock.now())
    if (this.#options.server.deliver(letter.message)) this.#putOn(letter)
  }

  /** On the connection of now. */
  #putOn(letter: Letter | undefined): void {
    const current = this.#current
    if (letter === undefined) return
    if (current === undefined || current.stream === 'none') {
      letter.carrier ??= { number: 0, stream: this.#stream }
    } else letter.carrier = { number: current.number, stream: current.stream }
  }

  #settle(): void {
    const { backAt } = this.#chronicle
    if (backAt === undefined || !this.#works() || this.#options.life.asks) return
    if (this.#isPending()) return
    this.#chronicle.recovered(later(backAt, this.#options.clock.now()))
  }

  /** Whether the client is ready on the network of now, and the server still knows of it. */
  #works(): boolean {
    const current = this.#current
    return current !== undefined && current.stream !== 'none' && current.contact.state === 'whole'
  }

  /** Whether a message is still to come that can come. */
  #isPending(): boolean {
    const { life, server } = this.#options
    const number = this.#current?.number
    for (const { message, deliveredAt, carrier } of this.#post.letters) {
      if (deliveredAt !== undefined) continue
      if (carrier?.number === number && number !== undefined) return true
      if (life.outbox.holds(message) || server.holds(message)) return true
    }
    return false
  }

  #isOver(): boolean {
    const { clock, timeline, patience } = this.#options
    if (!this.#firstIsOver || this.#toCome > 0 || this.#chronicle.isOpen) return false
    return clock.now() >= plus(timeline.until, patience) || !this.#isPending()
  }

  #expense(): Expense {
    let up = 0
    let down = 0
    for (const { traffic } of this.#contacts) {
      up += traffic.up.linkBytes
      down += traffic.down.linkBytes
    }
    return { up, down, radioOn: this.#options.network.radioOn }
  }
}
