/**
 * Sessions of BOSH (XEP-0124) as whoever reads along knows them: by what they are called, whichever
 * connections carry their requests. What is said in one is told to whoever watches the connection on
 * which it began.
 *
 * Left out: the numbers of requests, which are taken in the order in which they were said. Of several
 * connections, one of which lost a packet before the capture, that may be another one.
 */
import type { Body } from '../../bosh/body.ts'
import { type Creation, creationOf, messagesOf } from '../../bosh/request.ts'
import type { Instant } from '../../units.ts'
import type { ConnectionWatch } from '../../watch/connection-watch.ts'
import { encodeText } from '../../xml/xml.ts'
import { BODIES } from '../../xmpp/framing/bodies.ts'

export interface ReadSession {
  readonly watch: ConnectionWatch
  /** Whether it is known whose it is. */
  readonly isKnown: boolean
  asked(body: Body, now: Instant): void
  answered(body: Body, now: Instant): void
  /** So many of its requests will not be answered. */
  abandoned(requests: number): void
}

export class BegunSession implements ReadSession {
  readonly watch: ConnectionWatch
  readonly isKnown = true
  #creation: Creation | undefined
  /** Requests that have not been answered, on whichever connection. */
  #underWay = 0
  /** Nothing is under way but a request with nothing in it. */
  #isAskingForMore = false

  constructor(watch: ConnectionWatch) {
    this.watch = watch
  }

  asked(body: Body, now: Instant): void {
    const messages = messagesOf(body, this.#creation)
    this.#isAskingForMore = messages.length === 0 && this.#underWay === 0
    this.#underWay += 1
    this.#creation ??= creationOf(body)
    for (const message of messages)
      this.watch.heard({ kind: 'received', bytes: encodeText(message), early: false }, now)
  }

  answered({ elements }: Body, now: Instant): void {
    this.#underWay -= 1
    // An answer before this one held less than was asked for, so that the client has waited once more.
    if (this.#isAskingForMore && elements.length > 0 && !this.watch.ready)
      this.watch.heard({ kind: 'waited', layer: 'upgrade' }, now)
    this.#isAskingForMore = false
    for (const element of elements)
      this.watch.said({ kind: 'send', bytes: encodeText(BODIES.element(element)) })
  }

  abandoned(requests: number): void {
    this.#underWay -= requests
  }
}

/**
 * It began before anybody read along: that it goes on is waited for until what is asked first is answered,
 * or where nothing is asked until there is any answer. What was still to be said before may come first.
 */
export class SessionFromBefore implements ReadSession {
  readonly watch: ConnectionWatch
  readonly isKnown = false
  #state: 'new' | 'going-on' | 'there' = 'new'
  /** The id of what was asked first. */
  #question: string | undefined

  constructor(watch: ConnectionWatch) {
    this.watch = watch
  }

  asked({ elements }: Body): void {
    if (this.#state !== 'new') return
    this.#state = 'going-on'
    this.#question = elements.find(({ name }) => name === 'iq')?.attribute('id')
  }

  answered({ elements }: Body, now: Instant): void {
    if (this.#state !== 'going-on') return
    this.watch.heard({ kind: 'waited', layer: 'upgrade' }, now)
    const question = this.#question
    const isAnswered =
      question === undefined
        ? elements.length > 0
        : elements.some((element) => element.attribute('id') === question)
    if (isAnswered) this.#state = 'there'
  }

  abandoned(): void {}
}

/** Known at one time; of more, the oldest are forgotten. */
const SESSIONS_AT_MOST = 1_000

export class BoshSessions {
  readonly #byName = new Map<string, ReadSession>()

  called(name: string): ReadSession | undefined {
    return this.#byName.get(name)
  }

  keep(name: string, session: ReadSession): void {
    this.#byName.set(name, session)
    const [oldest] = this.#byName.keys()
    if (this.#byName.size > SESSIONS_AT_MOST && oldest !== undefined) this.#byName.delete(oldest)
  }
}
