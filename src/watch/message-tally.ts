/**
 * Counts numbered messages between a server and its clients: each that was sent down until it is
 * acknowledged or known to be lost, and each of the clients' own that came up with a number.
 *
 * A message has come when its client's host has all its octets; with stream management it is settled
 * when the client has acknowledged it, without when it has come. It is lost when the server can say so
 * (it was returned or dropped), or was told on a connection that is gone without having come, and nobody
 * there keeps it. Of what is kept nothing can be said but that it waits.
 *
 * Bounded: of the oldest messages beyond some thousands nothing more is learnt.
 */
import { between, type Duration, type Instant, ZERO } from '../units.ts'
import type { XmlElement } from '../xml/xml.ts'
import { numberOf } from './numbered.ts'
import type { MessageCounts } from './visit-episode.ts'
import type { MailCounter, MailMark } from './visits.ts'

interface Letter {
  /** Of all accounts together, from 1. */
  readonly place: number
  said: 'never' | 'once'
  /** Of the connection. */
  cameBy: number | undefined
  isAcknowledged: boolean
  isLost: boolean
  settledAt: Instant | undefined
}

/** Of one account. */
interface Numbers {
  readonly seen: Set<number>
  least: number
  most: number
}

const KEPT_AT_MOST = 10_000

export class MessageTally implements MailCounter {
  readonly #now: () => Instant
  readonly #letters = new Map<string, Letter>()
  readonly #numbers = new Map<string, Numbers>()
  readonly #down = { sent: 0, acknowledged: 0, resent: 0, doubled: 0 }
  readonly #up = { came: 0, doubled: 0 }
  /** Of letters that are not kept here any more. */
  #lostBefore = 0

  constructor(now: () => Instant) {
    this.#now = now
  }

  /** The server has got it for its client. */
  sent(message: XmlElement): void {
    this.#down.sent += 1
    this.#letters.set(nameOf(message), {
      place: this.#down.sent,
      said: 'never',
      cameBy: undefined,
      isAcknowledged: false,
      isLost: false,
      settledAt: undefined,
    })
    for (const [oldest, letter] of this.#letters) {
      if (this.#letters.size <= KEPT_AT_MOST) break
      this.#letters.delete(oldest)
      if (letter.isLost) this.#lostBefore += 1
    }
  }

  /** The server has told a client. */
  told(message: XmlElement): void {
    const letter = this.#find(message)
    if (letter === undefined) return
    if (letter.said === 'once') this.#down.resent += 1
    letter.said = 'once'
    // Whoever has it told again had not lost it.
    this.#lose(letter, false)
  }

  /** It has come to the client's host by this connection. `managed`: its client will acknowledge it. */
  came(message: XmlElement, connection: number, managed: boolean): void {
    const letter = this.#find(message)
    if (letter === undefined) return
    if (letter.isAcknowledged || (letter.cameBy ?? connection) !== connection) {
      this.#down.doubled += 1
    }
    letter.cameBy ??= connection
    this.#lose(letter, false)
    if (!managed) letter.settledAt ??= this.#now()
  }

  acknowledged(message: XmlElement): void {
    const letter = this.#find(message)
    if (letter === undefined || letter.isAcknowledged) return
    letter.isAcknowledged = true
    this.#down.acknowledged += 1
    letter.settledAt ??= this.#now()
  }

  /** Nobody keeps it any more; unless it has come, it never will. */
  dropped(message: XmlElement): void {
    const letter = this.#find(message)
    if (letter === undefined) return
    this.#lose(letter, letter.cameBy === undefined && !letter.isAcknowledged)
    letter.settledAt ??= this.#now()
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
      if (letter.isLost) lost += 1
      else if (letter.settledAt === undefined) waiting += 1
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
      if (letter.settledAt === undefined) return undefined
      if (letter.settledAt > from) {
        const took = between(from, letter.settledAt)
        if (took > longest) longest = took
      }
    }
    return longest
  }

  #lose(letter: Letter, isLost: boolean): void {
    if (letter.isLost && !isLost) letter.settledAt = undefined
    letter.isLost = isLost
  }

  #find(message: XmlElement): Letter | undefined {
    return numberOf(message) === undefined ? undefined : this.#letters.get(nameOf(message))
  }
}

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
