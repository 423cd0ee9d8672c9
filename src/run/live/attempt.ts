/**
 * One attempt against a real server: a contact with it, in virtual time, until the client is ready,
 * has failed, or is given up.
 */
import type { LivePeers } from '../../attach/live/settings.ts'
import type { VirtualClock } from '../../clock/virtual.ts'
import type { LinkEvent } from '../../link/event.ts'
import { StallCount } from '../../record/stalls.ts'
import type { LinkBody } from '../../stack/link-body.ts'
import type { Traffic } from '../../stack/stack.ts'
import type { Layer, TlsFacts } from '../../transport.ts'
import { type Duration, type Instant, plus } from '../../units.ts'
import type { Order } from '../../xmpp/dialogue/order.ts'
import type { DialogueNews } from '../../xmpp/dialogue/output.ts'
import type { HttpSession } from '../../xmpp/framing/bodies.ts'
import type { AttemptOutcome } from '../attempt-record.ts'
import { LiveContact, type LiveContactOptions } from './contact.ts'

export interface LiveAttemptOptions
  extends Omit<LiveContactOptions, 'hear' | 'late' | 'peers' | 'expectations'> {
  readonly timeout: Duration
  readonly observer: LiveObserver
}

export interface LiveObserver {
  readonly dialogue: (news: DialogueNews, now: Instant) => void
  /** The client has waited because Nagle's algorithm held something back. */
  readonly stalled?: (layer: Layer, now: Instant) => void
  readonly connection: Pick<LivePeers, 'remember' | 'wrote' | 'revealed'>
  readonly link?: (event: LinkEvent<LinkBody>) => void
  /** The same as `dialogue`, of what is said behind the outcome. */
  readonly afterwards?: ((news: DialogueNews) => void) | undefined
}

export class LiveAttempt {
  readonly #clock: VirtualClock
  readonly #deadline: Instant
  readonly #observer: LiveObserver
  readonly #contact: LiveContact
  readonly #stalls = new StallCount()
  #outcome: AttemptOutcome | undefined
  #traffic: Traffic | undefined

  constructor(options: LiveAttemptOptions) {
    const { clock, observer } = options
    this.#clock = clock
    this.#observer = observer
    this.#deadline = plus(clock.now(), options.timeout)
    this.#contact = new LiveContact({
      ...options,
      hear: (news) => this.#hear(news),
      late: (turn) => {
        for (const layer of this.#stalls.late(turn)) observer.stalled?.(layer, clock.now())
      },
      peers: observer.connection,
    })
  }

  /** Runs to the outcome; virtual time then stands where it was reached. */
  async run(): Promise<AttemptOutcome> {
    this.#contact.begin()
    for (;;) {
      // Standing ends in an outcome when the server has been waited for in vain.
      await this.#contact.stand()
      const outcome = this.#outcome ?? this.#proceed()
      if (outcome !== undefined) return outcome
    }
  }

  /** Lets the next thing happen in virtual time; the outcome, if that was one. */
  #proceed(): AttemptOutcome | undefined {
    const next = this.#clock.next()
    if (next === undefined || next > this.#deadline) this.#finish({ kind: 'given-up' })
    else this.#clock.step()
    return this.#outcome
  }

  /** What was sent until the outcome, and nothing that was said about it afterwards. */
  get traffic(): Traffic {
    return this.#traffic ?? this.#contact.traffic
  }

  /** Of what carries it, where that outlives the connection. */
  get session(): HttpSession | undefined {
    return this.#contact.session
  }

  /** As agreed on; known once TLS is up. */
  get tls(): TlsFacts | undefined {
    return this.#contact.tls
  }

  /** One that is ready goes on in real time, with no link. */
  castOff(): void {
    this.#contact.castOff()
  }

  order(order: Order): void {
    this.#contact.order(order)
  }

  /** Closes the stream, so that the server forgets the session (XEP-0198 §5). */
  close(): Promise<void> {
    return this.#contact.close()
  }

  /** The connection is gone; the server keeps the session for a while. */
  lose(): void {
    this.#contact.lose()
  }

  #hear(news: DialogueNews): void {
    if (this.#outcome !== undefined) {
      this.#observer.afterwards?.(news)
      return
    }
    if (news.kind === 'waited') this.#stalls.waited(news.layer)
    this.#observer.dialogue(news, this.#clock.now())
    if (news.kind === 'finished') this.#finish(news.outcome)
  }

  #finish(outcome: AttemptOutcome): void {
    if (this.#outcome !== undefined) return
    this.#outcome = outcome
    this.#traffic = this.#contact.traffic
  }
}
