/**
 * A client's connections, one after the other, each from what those before it have left behind:
 * memory, ticket, cookie, token.
 */
import type { SimulatedSettings } from '../../attach/simulated/connection.ts'
import type { VirtualClock } from '../../clock/virtual.ts'
import type { Link } from '../../link/link.ts'
import type { Random } from '../../random.ts'
import { StallCount } from '../../record/stalls.ts'
import type { TrialRecord } from '../../record/trial-record.ts'
import type { LinkBody } from '../../stack/link-body.ts'
import { between, type Instant, sum, ZERO } from '../../units.ts'
import type { Contact, Hear } from '../../world/contact.ts'
import type { Network } from '../../world/network.ts'
import type { LifeAttempt } from '../../world/parts.ts'
import { SimulatedContact } from '../../world/simulated-contact.ts'
import { type AttemptOutcome, AttemptRecord } from '../attempt-record.ts'
import { faultAt } from '../fast-open.ts'
import { underPolicy } from '../path-settings.ts'
import { Recollection } from '../recollection.ts'
import { askingFor } from '../session-kept.ts'
import type { Cell } from './cell.ts'
import { simulatedSettings } from './conditions.ts'
import type { Earlier } from './earlier.ts'
import type { Held } from './held.ts'
import type { LifeObserver } from './life-observer.ts'
import type { FarEnd, Peer } from './peer.ts'
import { spokenTo } from './spoken.ts'
import { withKeysSince } from './ticket-keys.ts'

export interface ReturningParts {
  readonly cell: Cell
  readonly earlier: Earlier
  readonly peer: Peer
  readonly network: Network
  readonly link: Link<LinkBody>
  readonly clock: VirtualClock
  readonly random: Random
  readonly observer?: LifeObserver | undefined
}

export class Returning {
  readonly #parts: ReturningParts
  readonly #record: AttemptRecord
  #first: TrialRecord | undefined
  #held: Held
  /** Since then its ticket has aged. */
  #heldSince: Instant
  readonly #recollection: Recollection
  #contact: Contact | undefined
  #restarts = 0

  constructor(parts: ReturningParts) {
    this.#parts = parts
    this.#record = new AttemptRecord(parts.cell.strategy)
    this.#held = parts.earlier.held
    this.#heldSince = parts.clock.now()
    this.#recollection = new Recollection(parts.earlier.memory)
  }

  get firstAttempt(): TrialRecord {
    if (this.#first === undefined) throw new Error('Expected a first attempt that is over')
    return this.#first
  }

  /** The connection of an attempt; the first is the one that is recorded. */
  connect({ number, address }: LifeAttempt, hear: Hear): Contact {
    const { peer, link, clock, random, observer } = this.#parts
    const own = number === 1 ? random : random.fork(`attempt ${number}`)
    const stalls = new StallCount()
    const watch = observer?.attempt(number)
    const server = peer.accept(own.fork('server'), clock)
    const contact: Contact = new SimulatedContact({
      ...spokenTo(peer, this.#speaking(number), this.#recollection.forAttempt(), clock.now()),
      server,
      settings: this.#settings(number, address),
      clock,
      link,
      random: own,
      hear: (news, now) => {
        if (news.kind === 'waited') stalls.waited(news.layer)
        watch?.dialogue(news, now)
        if (news.kind === 'finished') observer?.finished(number, news.outcome, now)
        if (number === 1) {
          this.#record.dialogue(news, now)
          if (news.kind === 'finished') this.#finish(news.outcome, now, server.waits)
        }
        if (news.kind === 'finished' && news.outcome.kind === 'ready') {
          this.#recollection.ofStream(news.outcome.stream)
        }
        hear(news, now)
      },
      watch: {
        late: (turn) => {
          if (number > 1 && watch === undefined) return
          for (const layer of stalls.late(turn)) {
            if (number === 1) this.#record.stalled(layer)
            watch?.stalled?.(layer, clock.now())
          }
        },
        again: () => stalls.again(),
        ...watch?.connection,
        remember: (remembered) => {
          const held = this.#heldBy(clock.now())
          this.#heldSince = clock.now()
          this.#held =
            remembered.kind === 'ticket'
              ? { ...held, ticket: { ticket: remembered.ticket, age: ZERO } }
              : { ...held, cookie: { ...remembered, address } }
        },
      },
    })
    this.#contact = contact
    return contact
  }

  /** The keys of its tickets are gone with its process (RFC 8446 §2.2 leaves them to it). */
  serverStopped(): void {
    this.#restarts += 1
  }

  /** The attempt of this number is given up. */
  letGo(number: number): void {
    const { clock, observer } = this.#parts
    observer?.finished(number, { kind: 'given-up' }, clock.now())
    if (number === 1) this.#finish({ kind: 'given-up' }, clock.now())
  }

  #finish(outcome: AttemptOutcome, now: Instant, waits?: FarEnd['waits']): void {
    if (this.#contact === undefined) return
    this.#first = this.#record.finished(outcome, now, this.#contact.traffic, waits)
  }

  /** The first attempt is that of a comparison, and asks for nothing more. */
  #speaking(number: number): Cell {
    const { cell } = this.#parts
    if (number === 1 || cell.course === undefined) return cell
    return { ...cell, account: askingFor(cell.account, cell.course.policy) }
  }

  /** With its ticket as old as it is by then. */
  #heldBy(now: Instant): Held {
    const { ticket, cookie } = this.#held
    if (ticket === undefined) return this.#held
    return { ticket: { ...ticket, age: sum(ticket.age, between(this.#heldSince, now)) }, cookie }
  }

  #settings(number: number, address: number): SimulatedSettings {
    const { cell, network, clock } = this.#parts
    const { strategy, account, course } = cell
    const held = this.#heldBy(clock.now())
    const fastOpenFault = faultAt(address, held.cookie, cell.conditions.fastOpenFault)
    const conditions = { ...cell.conditions, fastOpenFault }
    const told = simulatedSettings(strategy, conditions, held, account, network.mtu)
    const settings = withKeysSince(this.#restarts, told, conditions.server)
    return course === undefined ? settings : underPolicy(settings, course.policy, number)
  }
}
