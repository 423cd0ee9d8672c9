/**
 * One attempt to connect: a contact on one simulated link, run until its client is ready, has
 * failed, or is given up.
 */
import type { SimulatedSettings } from '../../attach/simulated/connection.ts'
import type { VirtualClock } from '../../clock/virtual.ts'
import type { Engine } from '../../engine.ts'
import type { Link } from '../../link/link.ts'
import type { Random } from '../../random.ts'
import { StallCount } from '../../record/stalls.ts'
import type { LinkBody } from '../../stack/link-body.ts'
import type { Traffic } from '../../stack/stack.ts'
import type { TransportCommand, TransportEvent } from '../../transport.ts'
import { type Duration, type Instant, plus } from '../../units.ts'
import { SimulatedContact, type SimulatedContactOptions } from '../../world/simulated-contact.ts'
import type { DialogueNews } from '../../xmpp/dialogue/output.ts'
import type { HttpSession } from '../../xmpp/framing/bodies.ts'
import type { AttemptOutcome } from '../attempt-record.ts'
import type { AttemptObserver } from './attempt-observer.ts'

export interface AttemptOptions {
  readonly client: SimulatedContactOptions['client']
  readonly server: Engine<TransportEvent, TransportCommand>
  readonly settings: SimulatedSettings
  readonly clock: VirtualClock
  readonly link: Link<LinkBody>
  /** Of this attempt; the same for every strategy in the same trial. */
  readonly random: Random
  readonly timeout: Duration
  readonly observer: AttemptObserver
}

export class Attempt {
  readonly #clock: VirtualClock
  readonly #deadline: Instant
  readonly #observer: AttemptObserver
  readonly #contact: SimulatedContact
  readonly #stalls = new StallCount()
  #outcome: AttemptOutcome | undefined
  #traffic: Traffic | undefined

  constructor(options: AttemptOptions) {
    const { client, server, settings, clock, link, random, timeout, observer } = options
    this.#clock = clock
    this.#observer = observer
    this.#deadline = plus(clock.now(), timeout)
    this.#contact = new SimulatedContact({
      client,
      server,
      settings,
      clock,
      link,
      random,
      hear: (news, now) => this.#hear(news, now),
      watch: {
        late: (turn) => {
          for (const layer of this.#stalls.late(turn)) observer.stalled?.(layer, clock.now())
        },
        again: () => this.#stalls.again(),
        moved: observer.connection.moved,
        remember: observer.connection.remember,
        wrote: observer.connection.wrote,
      },
    })
  }

  /** Runs to the outcome; virtual time then stands where it was reached. */
  run(): AttemptOutcome {
    this.#contact.begin()
    while (this.#outcome === undefined) {
      const next = this.#clock.next()
      if (next === undefined || next > this.#deadline) {
        this.#clock.run(this.#deadline)
        this.#end({ kind: 'given-up' })
      } else {
        this.#clock.step()
      }
    }
    return this.#outcome
  }

  /** It is over; harmless when it is already. */
  giveUp(): void {
    if (this.#outcome === undefined) this.#end({ kind: 'given-up' })
  }

  /** What had been sent when the outcome was reached, not what an end said afterwards. */
  get traffic(): Traffic {
    return this.#traffic ?? this.#contact.traffic
  }

  /** Of what carries it, where that outlives the connection. */
  get session(): HttpSession | undefined {
    return this.#contact.session
  }

  /** Goes on after the outcome, for what follows unasked: tickets, acknowledgements. */
  linger(duration: Duration): void {
    this.#clock.run(plus(this.#clock.now(), duration))
  }

  /** The connection is gone and neither end is told by the other; the server notices. */
  lose(): void {
    this.#contact.lose()
  }

  #hear(news: DialogueNews, now: Instant): void {
    if (news.kind === 'waited') this.#stalls.waited(news.layer)
    this.#observer.dialogue(news, now)
    if (news.kind === 'finished') this.#end(news.outcome)
  }

  #end(outcome: AttemptOutcome): void {
    this.#outcome = outcome
    this.#traffic = this.#contact.traffic
  }
}
