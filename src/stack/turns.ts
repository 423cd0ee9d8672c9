/**
 * How many round trips a conversation has taken, and how many of them are stalls of Nagle's.
 *
 * A logical clock that knows order and no durations: what a client says in its turn n is read by
 * the server in turn n, and what the server then says by the client in turn n + 1. Octets that
 * Nagle's algorithm holds back leave one turn after those whose acknowledgement they wait for; if
 * they were said in that turn anyway, nothing is lost by it. A pause of the delayed acknowledgement
 * is therefore no turn, and neither is the time that a loss takes.
 *
 * Leaves out the congestion window, which a dialogue of a few segments never fills.
 */

/** A turn as it is, and as it would be had nothing been held back. */
export interface Turn {
  readonly actual: number
  readonly unheld: number
}

const FIRST: Turn = { actual: 0, unheld: 0 }

/** One direction of a stream: in which turn its octets leave. */
export class TurnStream {
  /** By the position of the first octet; never empty. */
  readonly #spans: { from: number; turn: Turn }[] = [{ from: 0, turn: FIRST }]
  #written = 0

  write(length: number, turn: Turn): void {
    this.#add(this.#written, turn)
    this.#written += length
  }

  /** All from position `from` on waited until all up to position `behind` was acknowledged. */
  release(from: number, behind: number): void {
    const acknowledgedIn = this.before(behind).actual + 1
    const first = this.#spans.findLastIndex((span) => span.from <= from)
    const later = this.#spans.splice(first + 1)
    this.#add(from, behindOf(this.before(from + 1), acknowledgedIn))
    for (const span of later) this.#add(span.from, behindOf(span.turn, acknowledgedIn))
  }

  /** That of the last octet before this position. */
  before(position: number): Turn {
    return this.#spans.findLast(({ from }) => from < position)?.turn ?? FIRST
  }

  #add(from: number, turn: Turn): void {
    const last = this.#spans.at(-1)
    if (last?.from === from) last.turn = turn
    else if (last?.turn !== turn) this.#spans.push({ from, turn })
  }
}

const behindOf = (turn: Turn, actual: number): Turn =>
  turn.actual >= actual ? turn : { ...turn, actual }

export type TurnRole = 'client' | 'server'

/** Where one end of a conversation is. */
export class TurnCount {
  readonly #role: TurnRole
  readonly #says: TurnStream
  readonly #hears: TurnStream
  #now = FIRST

  constructor(role: TurnRole, says: TurnStream, hears: TurnStream) {
    this.#role = role
    this.#says = says
    this.#hears = hears
  }

  /** Whether something was held back that has led to where this end is now. */
  get late(): Turn | undefined {
    return this.#now.actual > this.#now.unheld ? this.#now : undefined
  }

  wrote(length: number): void {
    this.#says.write(length, this.#now)
  }

  released(from: number, behind: number): void {
    this.#says.release(from, behind)
  }

  /** The other end's stream has arrived up to this position. */
  heard(upTo: number): void {
    const { actual, unheld } = this.#hears.before(upTo)
    const on = this.#role === 'client' ? 1 : 0
    const now = this.#now
    if (actual + on <= now.actual && unheld + on <= now.unheld) return
    this.#now = {
      actual: Math.max(now.actual, actual + on),
      unheld: Math.max(now.unheld, unheld + on),
    }
  }
}

/** Those of both ends of one connection. */
export function turnCounts(): Readonly<Record<TurnRole, TurnCount>> {
  const up = new TurnStream()
  const down = new TurnStream()
  return { client: new TurnCount('client', up, down), server: new TurnCount('server', down, up) }
}
