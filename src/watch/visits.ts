/**
 * What a real client did about what happened to its network, as it is seen from the link: when it
 * noticed, how it tried again, and when it was through.
 *
 * 1. An episode begins with what breaks the network while a client is there, or on its way back, and what
 *    breaks it again before it is over belongs to it. A client is not on its way back when the last
 *    connection that there was ended in good order: it had heard something on it, and said on a working
 *    network that there was no more to say. Who comes next has lost nothing.
 * 2. A client has **noticed** when it lets go of a connection that there was then, or makes another, which
 *    is timed from what there was to notice (`breaks.ts`). One
 *    that lets go of a connection on which it has heard an answer since the network was back, and does not
 *    come anew, has said goodbye: it has noticed nothing.
 * 3. It is **back** on a working network, by the last answer before three seconds in which it does not come
 *    anew, but beside the connection of that answer: whoever keeps that has no need of another, and a second
 *    client, or a look at whether anybody listens, has not lost the first one's. Which answers count:
 *    - **by name**, where the server is one of ours: those of the negotiation, up to the one that has made
 *      it ready, and on a connection that was ready before the first one to anything;
 *    - **by silence**, where what is said is not known: every one, until it has heard no other for three
 *      seconds, as one that is through. So one whose server answers it every second or two is never
 *      back, and one that takes longer than three seconds for an answer is too soon.
 *
 *    Of a client that negotiates and then asks for nothing, both are the same moment.
 * 4. Whoever else is on the way by then, on a connection that came later than the one of that answer, is waited
 *    for, half a minute at most: several clients are one here, noticing with the first and back with the last.
 * 5. It has **recovered** when besides all messages have come that had been sent until it was back; half a
 *    minute later the episode is over as it is.
 *
 * Left out: a client that closes a connection on a working network without having heard anything on it is
 * taken for one that has noticed, though it may have finished.
 *
 * Pure: told what happens and when, in the order of time.
 */
import { between, type Instant, plus, seconds, toMilliseconds } from '../units.ts'
import { Breaks, type Taken } from './breaks.ts'
import type { MailCounter, MailMark } from './mail-counter.ts'
import { SETTLED } from './settled.ts'
import type { AttemptCost, VisitEpisode } from './visit-episode.ts'

/** Messages that have not come by then are not waited for. */
const PATIENCE = seconds(30)

/** More than any client makes in an episode; what comes beyond is not listed. */
const ATTEMPTS_MAX = 1_000

export interface VisitsOptions {
  /** Of the first connection. */
  readonly origin: Instant
  readonly readyBy: 'name' | 'silence'
  readonly mail: MailCounter | undefined
  /** Of each episode when it is over. */
  readonly told: (episode: VisitEpisode) => void
}

interface Connection {
  readonly number: number
  readonly beganAt: Instant
  readonly cost: () => AttemptCost
  connected: boolean
  /** When it last said something that has not been answered. */
  askedAt: Instant | undefined
  ready: boolean
  /** It has heard something. */
  met: boolean
}

/** What becomes of the client's socket: there is no more to be said (FIN), or it is broken off. */
export type Leaving = 'ended' | 'broken'

interface Answer {
  readonly at: Instant
  readonly connection: number
  readonly mail: MailMark | undefined
}

interface Open {
  readonly number: number
  readonly breaks: Breaks
  readonly mail: MailMark | undefined
  noticedAt: Instant | undefined
  /** The client has let go of a connection that worked. */
  leftAt: Instant | undefined
  endedBefore: Instant
  /** Those that there were when it began. */
  readonly old: ReadonlySet<number>
  readonly attempts: {
    readonly connection: Connection
    readonly afterMs: number
    readonly isBeside: boolean
  }[]
  answer: Answer | undefined
}

export class Visits {
  readonly #options: VisitsOptions
  readonly #connections = new Map<number, Connection>()
  /** The last connection that there was did not end in good order. */
  #isMissed = false
  /** What breaks the network now. */
  #breaks = 0
  #episodes = 0
  #open: Open | undefined

  constructor(options: VisitsOptions) {
    this.#options = options
  }

  /** An episode is going on. */
  get isOpen(): boolean {
    return this.#open !== undefined
  }

  broke(at: Instant, taken: Taken = 'nothing'): void {
    this.passed(at)
    this.#breaks += 1
    const open = this.#open
    if (open !== undefined) {
      open.breaks.again(at, taken, this.#isMissedBy(open))
      open.answer = undefined
      return
    }
    // Nobody has lost anything by it, and whoever comes next does not come back.
    if (this.#connections.size === 0 && !this.#isMissed) return
    this.#episodes += 1
    this.#open = {
      number: this.#episodes,
      breaks: new Breaks(at, taken),
      mail: this.#options.mail?.mark(),
      noticedAt: undefined,
      leftAt: undefined,
      endedBefore: at,
      old: new Set(this.#connections.keys()),
      attempts: [],
      answer: undefined,
    }
  }

  mended(at: Instant): void {
    this.#breaks -= 1
    if (this.#breaks === 0) this.#open?.breaks.mended(at)
  }

  /** `cost`: asked when the episode is over. */
  came(number: number, at: Instant, cost: () => AttemptCost): void {
    this.passed(at)
    const state = { connected: false, askedAt: undefined, ready: false, met: false }
    const connection = { number, beganAt: at, cost, ...state }
    this.#connections.set(number, connection)
    const open = this.#open
    if (open === undefined) return
    open.noticedAt ??= open.leftAt ?? at
    // Where its connection is gone as well, whatever the answer was has not led to anything.
    if (open.answer !== undefined && !this.#connections.has(open.answer.connection)) {
      open.answer = undefined
    }
    if (open.attempts.length >= ATTEMPTS_MAX) return
    const isBeside = open.attempts.some((one) => this.#connections.has(one.connection.number))
    const afterMs = toMilliseconds(between(open.endedBefore, at))
    open.attempts.push({ connection, afterMs, isBeside })
  }

  connected(number: number): void {
    const connection = this.#connections.get(number)
    if (connection !== undefined) connection.connected = true
  }

  said(number: number, at: Instant): void {
    this.passed(at)
    const connection = this.#connections.get(number)
    if (connection !== undefined) connection.askedAt = at
  }

  heard(number: number, at: Instant): void {
    this.passed(at)
    const connection = this.#connections.get(number)
    if (connection !== undefined) connection.met = true
    if (connection?.askedAt === undefined) return
    connection.askedAt = undefined
    const byName = this.#options.readyBy === 'name'
    if (byName && (!connection.ready || this.#open?.answer !== undefined)) return
    this.#answered(number, at)
  }

  /** By name: it has heard the answer that made it ready, or one more of its negotiation. */
  ready(number: number, at: Instant): void {
    this.passed(at)
    const connection = this.#connections.get(number)
    if (connection === undefined) return
    connection.ready = true
    this.#answered(number, at)
  }

  /** The client has let go of it. */
  went(number: number, at: Instant, how: Leaving): void {
    this.passed(at)
    const hasMet = this.#connections.get(number)?.met === true
    this.#isMissed = !hasMet || how === 'broken' || this.#breaks > 0
    this.#connections.delete(number)
    const open = this.#open
    if (open === undefined) return
    if (open.old.has(number)) {
      if (open.answer?.connection === number) open.leftAt ??= at
      else open.noticedAt ??= at
    }
    // It had come anew before it let go of that one.
    if (open.answer?.connection === number && this.#laterThan(number, open).length > 0) {
      open.answer = undefined
    }
    open.endedBefore = at
  }

  /** So late it is: what is over by then is told. */
  passed(at: Instant): void {
    const open = this.#open
    const answer = open?.answer
    if (open === undefined || answer === undefined || at < plus(answer.at, SETTLED)) return
    const isWaiting = answer.mail !== undefined && answer.mail.settledAfter() === undefined
    const isOver = !isWaiting && !this.#isTrying(open, answer)
    if (isOver || at >= plus(answer.at, PATIENCE)) this.#close(open, at)
  }

  /** Somebody has noticed, or waits for an answer to what was not said long before. */
  #isMissedBy({ noticedAt, leftAt, breaks }: Open): boolean {
    if ((noticedAt ?? leftAt) !== undefined) return true
    return [...this.#connections.values()].some(
      ({ askedAt }) => askedAt !== undefined && plus(askedAt, SETTLED) > breaks.noticeableAt,
    )
  }

  /** Attempts that came later than that connection, and are still there. */
  #laterThan(number: number, { attempts }: Open): readonly Connection[] {
    return attempts
      .map(({ connection }) => connection)
      .filter((later) => later.number > number && this.#connections.has(later.number))
  }

  /** Somebody else is, who came later. */
  #isTrying(open: Open, answer: Answer): boolean {
    const later = this.#laterThan(answer.connection, open)
    return later.some(({ ready, askedAt }) =>
      this.#options.readyBy === 'name' ? !ready : askedAt !== undefined,
    )
  }

  /** Nothing more will happen. */
  end(at: Instant): void {
    this.passed(at)
    if (this.#open !== undefined) this.#close(this.#open, at)
  }

  #answered(connection: number, at: Instant): void {
    const open = this.#open
    if (open?.breaks.backAt === undefined) return
    open.answer = { at, connection, mail: this.#options.mail?.mark() }
  }

  #close(open: Open, at: Instant): void {
    this.#open = undefined
    const { number, breaks, noticedAt, attempts, old, answer } = open
    const { beganAt, noticeableAt, backAt, brokenMs } = breaks
    const since = (from: Instant, at: Instant): number => toMilliseconds(between(from, at))
    const backMs = backAt && answer && since(backAt, answer.at)
    const settled = answer?.mail?.settledAfter()
    this.#options.told({
      number,
      beganMs: since(this.#options.origin, beganAt),
      mendedMs: backAt && since(beganAt, backAt),
      brokenMs,
      noticeableMs: since(beganAt, noticeableAt),
      noticedMs: noticedAt && since(noticeableAt, noticedAt),
      attempts: attempts.map(({ connection, afterMs, isBeside }) => ({
        connection: connection.number,
        beganMs: since(beganAt, connection.beganAt),
        afterMs,
        isBeside,
        connected: connection.connected,
        readyMs:
          answer?.connection === connection.number
            ? since(connection.beganAt, answer.at)
            : undefined,
        ...connection.cost(),
      })),
      backMs,
      by: answer && (old.has(answer.connection) ? 'same-connection' : 'new-connection'),
      recoveredMs:
        backMs === undefined || settled === undefined
          ? undefined
          : backMs + toMilliseconds(settled),
      messages: open.mail?.since(),
      watchedMs: since(beganAt, at),
    })
  }
}
