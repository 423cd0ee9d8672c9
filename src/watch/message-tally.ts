/**
 * Counts numbered messages between a server and its clients: each that was sent down until it is
 * acknowledged or known to be lost, and each of the clients' own that came up with a number.
 *
 * A message is for an account, and is counted once as sent and once as acknowledged. A copy of it goes to
 * each session that is there for it, and told or come again is only what a session had, or the one that
 * has left it to this one. A message waits while any copy does, and is lost when any is: what one device has
 * got the other has not. Nobody misses the copy of a session that was replaced by one that has got the
 * message: which had nothing yet when that one got its last, as where a client binds anew beside the session
 * that is kept for it.
 *
 * A copy has come when its client's host has all its octets; with stream management it is settled
 * when the client has acknowledged it, without when it has come. It is lost when the server can say so
 * (it was returned or dropped), or was told on a connection that is gone without having come, and nobody
 * there keeps it. Of what is kept nothing can be said but that it waits.
 *
 * Bounded: of the oldest messages beyond some thousands of copies nothing more is learnt.
 */
import { keepLatest } from '../oldest-out.ts'
import { between, type Duration, type Instant, ZERO } from '../units.ts'
import type { XmlElement } from '../xml/xml.ts'
import type { ConnectionWatch } from './connection-watch.ts'
import { type Copy, hasCome, Letter } from './letter.ts'
import type { MailCounter, MailMark } from './mail-counter.ts'
import { numberOf } from './numbered.ts'
import type { MessageCounts } from './visit-episode.ts'

/** On which connection, of which session, whose client will acknowledge it or not. */
type Arrival = Pick<ConnectionWatch, 'number' | 'address' | 'isManaged'>

/** When a session got its first message, and its last. */
interface Span {
  readonly first: Instant
  last: Instant
}

/** Of one account. */
interface Numbers {
  readonly seen: Set<number>
  least: number
  most: number
}

const KEPT_AT_MOST = 10_000
const SESSIONS_AT_MOST = 1_000

export class MessageTally implements MailCounter {
  readonly #now: () => Instant
  readonly #letters = new Map<string, Letter>()
  readonly #sessions = new Map<string, Span>()
  readonly #numbers = new Map<string, Numbers>()
  readonly #down = { sent: 0, acknowledged: 0, resent: 0, doubled: 0 }
  readonly #up = { came: 0, doubled: 0 }
  /** Of all letters that are kept here. */
  #copies = 0
  /** Of letters that are not kept here any more. */
  #lostBefore = 0

  constructor(now: () => Instant) {
    this.#now = now
  }

  /** The server has got it for its client. */
  sent(message: XmlElement): void {
    this.#down.sent += 1
    const letter = new Letter(this.#down.sent)
    this.#letters.set(nameOf(message), letter)
    this.#added(letter.size)
  }

  /** The server has told the client of a session. */
  told(message: XmlElement, session: string | undefined): void {
    const copy = this.#copyFor(message, session)
    if (copy === undefined) return
    if (copy.said === 'once') this.#down.resent += 1
    copy.said = 'once'
    // Whoever has it told again had not lost it.
    this.#lose(copy, false)
  }

  /** It has come to the client's host. */
  came(message: XmlElement, { address, number, isManaged }: Arrival): void {
    const copy = this.#copyFor(message, address)
    if (copy === undefined) return
    if (copy.isAcknowledged || (copy.cameBy ?? number) !== number) this.#down.doubled += 1
    copy.cameBy ??= number
    this.#got(address)
    this.#lose(copy, false)
    if (!isManaged) copy.settledAt ??= this.#now()
  }

  acknowledged(message: XmlElement, session: string): void {
    const isFirst = this.#find(message)?.isAcknowledged === false
    const copy = this.#copyFor(message, session)
    if (copy === undefined) return
    if (isFirst) this.#down.acknowledged += 1
    copy.isAcknowledged = true
    copy.settledAt ??= this.#now()
    this.#got(session)
  }

  /** The session is over, and what it had is kept for whoever comes next. */
  stored(message: XmlElement, session: string): void {
    this.#find(message)?.leftBy(session)
  }

  /** Nobody keeps it for this session, or for any, any more; unless it has come, it never will. */
  dropped(message: XmlElement, session?: string): void {
    const copy = this.#copyFor(message, session)
    if (copy === undefined) return
    this.#lose(copy, !hasCome(copy))
    copy.settledAt ??= this.#now()
  }

  /** A client of this account has said it. */
  heard(account: string, message: XmlElement): void {
    const number = numberOf(message)
    if (number === undefined) return
    const numbers = this.#numbers.get(account) ?? { seen: new Set(), least: number, most: number }
    this.#numbers.set(account, numbers)
    if (numbers.seen.has(number)) {
      this.#up.doubled += 1
      return
    }
    this.#up.came += 1
    if (numbers.seen.size === KEPT_AT_MOST) return
    numbers.seen.add(number)
    numbers.least = Math.min(numbers.least, number)
    numbers.most = Math.max(numbers.most, number)
  }

  /** Of all the time. */
  counts(): MessageCounts {
    let lost = this.#lostBefore
    let waiting = 0
    for (const letter of this.#letters.values()) {
      const copies = this.#missed(letter)
      if (copies.some(isLost)) lost += 1
      else if (copies.some(isWaiting)) waiting += 1
    }
    let missing = 0
    for (const { seen, least, most } of this.#numbers.values())
      missing += most - least + 1 - seen.size
    return { down: { ...this.#down, lost, waiting }, up: { ...this.#up, missing } }
  }

  mark(): MailMark {
    const before = this.counts()
    const at = this.#now()
    return {
      since: () => difference(before, this.counts()),
      settledAfter: () => this.#settledAfter(before.down.sent, at),
    }
  }

  #settledAfter(place: number, from: Instant): Duration | undefined {
    let longest: Duration = ZERO
    for (const letter of this.#letters.values()) {
      if (letter.place > place) break
      for (const { settledAt } of this.#missed(letter)) {
        if (settledAt === undefined) return undefined
        const took = settledAt > from ? between(from, settledAt) : ZERO
        if (took > longest) longest = took
      }
    }
    return longest
  }

  #lose(copy: Copy, isLost: boolean): void {
    if (copy.isLost && !isLost) copy.settledAt = undefined
    copy.isLost = isLost
  }

  #got(session = ''): void {
    const now = this.#now()
    const span = this.#sessions.get(session) ?? { first: now, last: now }
    span.last = now
    this.#sessions.delete(session)
    this.#sessions.set(session, span)
    keepLatest(this.#sessions, SESSIONS_AT_MOST)
  }

  #missed(letter: Letter): readonly Copy[] {
    return letter.missed((session, by) => {
      const old = this.#sessions.get(session)
      const replacing = this.#sessions.get(by)
      return replacing !== undefined && (old === undefined || old.last < replacing.first)
    })
  }

  #find(message: XmlElement): Letter | undefined {
    return numberOf(message) === undefined ? undefined : this.#letters.get(nameOf(message))
  }

  #copyFor(message: XmlElement, session: string | undefined): Copy | undefined {
    const letter = this.#find(message)
    if (letter === undefined) return undefined
    const before = letter.size
    const copy = letter.copyFor(session)
    this.#added(letter.size - before)
    return copy
  }

  #added(copies: number): void {
    this.#copies += copies
    for (const [oldest, letter] of this.#letters) {
      if (this.#copies <= KEPT_AT_MOST) break
      this.#letters.delete(oldest)
      this.#copies -= letter.size
      if (this.#missed(letter).some(isLost)) this.#lostBefore += 1
    }
  }
}

const isLost = (copy: Copy): boolean => copy.isLost

const isWaiting = ({ settledAt }: Copy): boolean => settledAt === undefined

/** By the account that it is for, and its number. */
const nameOf = (message: XmlElement): string => {
  const to = message.attribute('to') ?? ''
  return `${to.split('/', 1)[0]} ${numberOf(message)}`
}

/** What waits is as it is now. */
const difference = (before: MessageCounts, now: MessageCounts): MessageCounts => ({
  down: {
    sent: now.down.sent - before.down.sent,
    acknowledged: now.down.acknowledged - before.down.acknowledged,
    resent: now.down.resent - before.down.resent,
    doubled: now.down.doubled - before.down.doubled,
    lost: now.down.lost - before.down.lost,
    waiting: now.down.waiting,
  },
  up: {
    came: now.up.came - before.up.came,
    doubled: now.up.doubled - before.up.doubled,
    missing: now.up.missing - before.up.missing,
  },
})
