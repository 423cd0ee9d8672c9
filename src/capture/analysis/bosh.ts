/**
 * A connection of HTTP with requests of BOSH (XEP-0124, XEP-0206) as whoever reads along knows it, told
 * its octets in the order in which its client said and heard them.
 *
 * Left out: bodies in chunks or compressed, questions of browsers whether they may (CORS), a second
 * session on the same connection. What cannot be read is told as who spoke when.
 */

import { BODY_AT_MOST, type Body, readBody } from '../../bosh/body.ts'
import type { Direction } from '../../direction.ts'
import { HttpMessageReader, type ReadMessage } from '../../http/message.ts'
import { readRequestLine, readStatus } from '../../http/start-line.ts'
import type { Instant } from '../../units.ts'
import type { ConnectionWatch } from '../../watch/connection-watch.ts'
import { Unclaimed } from '../../watch/unclaimed.ts'
import {
  BegunSession,
  type BoshSessions,
  type ReadSession,
  SessionFromBefore,
} from './bosh-sessions.ts'

export interface BoshOptions {
  readonly sessions: BoshSessions
  /** Of this connection, and of a session that begins on it. */
  readonly watch: ConnectionWatch
  /** Something that cannot be read. */
  readonly flight: (way: Direction) => void
}

/** More than any client sends on one connection without waiting. */
const UNDER_WAY_AT_MOST = 8

export class ReadBosh {
  readonly #options: BoshOptions
  readonly #readers = {
    up: new HttpMessageReader(BODY_AT_MOST),
    down: new HttpMessageReader(BODY_AT_MOST),
  }
  /** Of the requests that have not been answered, the oldest first. */
  readonly #underWay: ReadSession[] = []
  readonly #unclaimed = new Unclaimed()
  #session: ReadSession | undefined
  #own: ReadSession | undefined
  #isBosh = false
  #isOpaque = false

  constructor(options: BoshOptions) {
    this.#options = options
  }

  get opaque(): boolean {
    return this.#isOpaque
  }

  /** A request of BOSH was seen. */
  get isBosh(): boolean {
    return this.#isBosh
  }

  /** It carried nothing but requests of sessions that began on others. */
  get isAnothers(): boolean {
    return this.#session !== undefined && this.#own === undefined && !this.#isOpaque
  }

  /** Its session began before anybody read along, so that nobody knows whose it is. */
  get isNobodys(): boolean {
    return this.#own?.isKnown === false
  }

  /** Octets have crossed the network, TLS included. */
  crossed(way: Direction, octets: number): void {
    this.#unclaimed.add(way, octets)
    this.#claim()
  }

  /** What this side says next. */
  read(way: Direction, octets: Uint8Array, now: Instant): void {
    if (this.#isOpaque) {
      this.#options.flight(way)
      return
    }
    for (const read of this.#readers[way].feed(octets)) {
      const isRead = way === 'up' ? this.#asked(read, now) : this.#answered(read, now)
      if (isRead) continue
      this.#give(way)
      return
    }
    this.#claim()
  }

  /** Something that was said next cannot be known. */
  miss(way: Direction): void {
    if (this.#isOpaque) this.#options.flight(way)
    else this.#give(way)
  }

  /** There is nothing more of it. */
  end(): void {
    for (const session of this.#underWay) session.abandoned(1)
    this.#underWay.length = 0
  }

  #asked(read: ReadMessage, now: Instant): boolean {
    const body = bodyOf(read, ({ start }) => readRequestLine(start)?.method === 'POST')
    if (body === undefined || this.#underWay.length === UNDER_WAY_AT_MOST) return false
    this.#isBosh = true
    const session = this.#sessionOf(body)
    if (session === undefined) return false
    this.#session = session
    this.#underWay.push(session)
    session.asked(body, now)
    return true
  }

  #sessionOf({ attributes: { sid } }: Body): ReadSession | undefined {
    const { sessions, watch } = this.#options
    const known = sid === undefined ? undefined : sessions.called(sid)
    if (known !== undefined || this.#own !== undefined) return known
    this.#own = sid === undefined ? new BegunSession(watch) : new SessionFromBefore(watch)
    if (sid !== undefined) sessions.keep(sid, this.#own)
    return this.#own
  }

  #answered(read: ReadMessage, now: Instant): boolean {
    const body = bodyOf(read, ({ start }) => readStatus(start) === 200)
    const session = body === undefined ? undefined : this.#underWay.shift()
    if (body === undefined || session === undefined) return false
    const { sid } = body.attributes
    if (session === this.#own && sid !== undefined) this.#options.sessions.keep(sid, session)
    session.answered(body, now)
    return true
  }

  /** What was asked before has been waited for as well. */
  #give(way: Direction): void {
    if (way === 'down' && this.#underWay.length > 0) this.#options.flight('up')
    this.end()
    this.#isOpaque = true
    this.#options.flight(way)
  }

  #claim(): void {
    this.#unclaimed.claim(this.#session?.watch)
  }
}

function bodyOf(
  read: ReadMessage,
  isGood: (head: { readonly start: string }) => boolean,
): Body | undefined {
  if (read.kind === 'refused' || !isGood(read.message.head)) return undefined
  return readBody(read.message.body)
}
