/**
 * What a real client did about what happened to its network, as it is seen from the proxy: when it
 * noticed, how it tried again, and when it was through.
 *
 * An episode begins with what breaks the network, and what breaks it again before it is over belongs to
 * it. A client has **noticed** when it lets go of a connection that there was then, or makes another.
 * It is **back** when, on a working network, it has heard an answer to something that it had said, and
 * then no other for three seconds, nor comes anew, as one that is through: the moment of that answer. What the
 * server means by it is not known here; so one that answers a client every second or two never
 * lets it be back, and one that takes longer than three seconds for an answer lets it be too soon.
 *
 * Pure: told what happens and when, in the order of time.
 */
import { between, type Instant, plus, seconds, toMilliseconds } from '../units.ts'

export interface VisitAttempt {
  /** The number of the connection. */
  readonly connection: number
  /** Milliseconds from the beginning of the episode. */
  readonly beganMs: number
  /** From the end of the connection before, or the beginning of the episode; milliseconds. */
  readonly afterMs: number
  /** TCP's handshake was completed. */
  readonly connected: boolean
}

export interface VisitEpisode {
  /** From 1. */
  readonly number: number
  /** Milliseconds from the first connection. */
  readonly beganMs: number
  /** How long the network was broken; undefined: it still is. */
  readonly brokenMs: number | undefined
  /** From its beginning; undefined: not noticed, as far as can be seen. */
  readonly noticedMs: number | undefined
  readonly attempts: readonly VisitAttempt[]
  /** From when the network was back to the client's; undefined: not back. */
  readonly backMs: number | undefined
  /** On a connection that lived through it, or on a new one. */
  readonly by: 'same-connection' | 'new-connection' | undefined
}

/** With the names of clients whose pauses between attempts were such, the most definite first. */
export interface LikenedEpisode extends VisitEpisode {
  /** None where there were too few attempts to tell. */
  readonly looksLike: readonly string[]
}

/** A client that negotiates asks for the next thing when it hears of the last. */
export const SETTLED = seconds(3)

/** More than any client makes in an episode; what comes beyond is not listed. */
const ATTEMPTS_MAX = 1_000

interface Connection {
  readonly number: number
  readonly beganAt: Instant
  connected: boolean
  /** It has said something that has not been answered. */
  asking: boolean
}

interface Open {
  readonly number: number
  readonly beganAt: Instant
  breaks: number
  backAt: Instant | undefined
  noticedAt: Instant | undefined
  endedBefore: Instant
  /** Those that there were when it began. */
  readonly old: ReadonlySet<number>
  readonly attempts: { readonly connection: Connection; readonly afterMs: number }[]
  answer: { readonly at: Instant; readonly connection: number } | undefined
}

export class Visits {
  readonly #origin: Instant
  readonly #told: (episode: VisitEpisode) => void
  readonly #connections = new Map<number, Connection>()
  #episodes = 0
  #open: Open | undefined

  /** `told`: of each episode when it is over. */
  constructor(origin: Instant, told: (episode: VisitEpisode) => void) {
    this.#origin = origin
    this.#told = told
  }

  broke(at: Instant): void {
    this.#settle(at)
    const open = this.#open
    if (open !== undefined) {
      open.breaks += 1
      open.backAt = undefined
      open.answer = undefined
      return
    }
    this.#episodes += 1
    this.#open = {
      number: this.#episodes,
      beganAt: at,
      breaks: 1,
      backAt: undefined,
      noticedAt: undefined,
      endedBefore: at,
      old: new Set(this.#connections.keys()),
      attempts: [],
      answer: undefined,
    }
  }

  mended(at: Instant): void {
    const open = this.#open
    if (open === undefined) return
    open.breaks -= 1
    if (open.breaks > 0) return
    open.backAt = at
  }

  came(number: number, at: Instant): void {
    this.#settle(at)
    const connection = { number, beganAt: at, connected: false, asking: false }
    this.#connections.set(number, connection)
    const open = this.#open
    if (open === undefined) return
    open.noticedAt ??= at
    // Whatever the answer was, it has not led to anything.
    open.answer = undefined
    if (open.attempts.length >= ATTEMPTS_MAX) return
    open.attempts.push({ connection, afterMs: toMilliseconds(between(open.endedBefore, at)) })
  }

  connected(number: number): void {
    const connection = this.#connections.get(number)
    if (connection !== undefined) connection.connected = true
  }

  said(number: number, at: Instant): void {
    this.#settle(at)
    const connection = this.#connections.get(number)
    if (connection !== undefined) connection.asking = true
  }

  heard(number: number, at: Instant): void {
    this.#settle(at)
    const connection = this.#connections.get(number)
    if (connection?.asking !== true) return
    connection.asking = false
    if (this.#open?.backAt !== undefined) this.#open.answer = { at, connection: number }
  }

  /** The client has let go of it. */
  went(number: number, at: Instant): void {
    this.#settle(at)
    this.#connections.delete(number)
    const open = this.#open
    if (open === undefined) return
    if (open.old.has(number)) open.noticedAt ??= at
    open.endedBefore = at
  }

  /** When an episode will be over if nothing else happens. */
  get deadline(): Instant | undefined {
    const answer = this.#open?.answer
    return answer === undefined ? undefined : plus(answer.at, SETTLED)
  }

  /** So late it is: what is over by then is told. */
  passed(at: Instant): void {
    this.#settle(at)
  }

  /** Nothing more will happen. */
  end(at: Instant): void {
    this.#settle(at)
    if (this.#open !== undefined) this.#close(this.#open)
  }

  #settle(now: Instant): void {
    const open = this.#open
    const due = this.deadline
    if (open !== undefined && due !== undefined && now >= due) this.#close(open)
  }

  #close(open: Open): void {
    this.#open = undefined
    const { number, beganAt, backAt, noticedAt, attempts, old, answer } = open
    const since = (from: Instant, at: Instant): number => toMilliseconds(between(from, at))
    this.#told({
      number,
      beganMs: since(this.#origin, beganAt),
      brokenMs: backAt && since(beganAt, backAt),
      noticedMs: noticedAt && since(beganAt, noticedAt),
      attempts: attempts.map(({ connection, afterMs }) => ({
        connection: connection.number,
        beganMs: since(beganAt, connection.beganAt),
        afterMs,
        connected: connection.connected,
      })),
      backMs: backAt && answer && since(backAt, answer.at),
      by: answer && (old.has(answer.connection) ? 'same-connection' : 'new-connection'),
    })
  }
}
