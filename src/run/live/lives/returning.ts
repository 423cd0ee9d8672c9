/**
 * A client's connections to a real server, one after the other, each from what those before it have
 * left behind: memory, TLS session, cookie, token.
 */
import type { LiveRemembered } from '../../../attach/live/settings.ts'
import type { VirtualClock } from '../../../clock/virtual.ts'
import type { Link } from '../../../link/link.ts'
import type { Policy } from '../../../policy/policy.ts'
import type { Random } from '../../../random.ts'
import { StallCount } from '../../../record/stalls.ts'
import type { TrialRecord } from '../../../record/trial-record.ts'
import type { LinkBody } from '../../../stack/link-body.ts'
import type { Strategy } from '../../../strategies/strategy.ts'
import type { Instant } from '../../../units.ts'
import type { Hear } from '../../../world/contact.ts'
import type { Network } from '../../../world/network.ts'
import type { LifeAttempt } from '../../../world/parts.ts'
import type { Account } from '../../../xmpp/account.ts'
import type { Memory } from '../../../xmpp/dialogue/memory.ts'
import type { ReadyStream } from '../../../xmpp/dialogue/ready-stream.ts'
import { type AttemptOutcome, AttemptRecord } from '../../attempt-record.ts'
import { faultAt } from '../../fast-open.ts'
import { Recollection } from '../../recollection.ts'
import { askingFor } from '../../session-kept.ts'
import type { LiveContact } from '../contact.ts'
import type { LiveHost } from '../host.ts'
import type { LiveHeld } from '../settings.ts'
import type { Mail } from './mail.ts'
import { Owed } from './owed.ts'
import type { SessionWindow } from './window.ts'

export interface ReturningParts {
  readonly host: LiveHost
  readonly strategy: Strategy
  readonly account: Account
  readonly policy: Policy
  /** What the earlier session has left. */
  readonly memory: Memory
  readonly held: LiveHeld
  readonly network: Network
  readonly link: Link<LinkBody>
  readonly clock: VirtualClock
  /** Of the trial. */
  readonly random: Random
  readonly mail: Mail
  readonly window: SessionWindow
}

export class LiveReturning {
  /** All that there were. */
  readonly contacts: LiveContact[] = []
  readonly #parts: ReturningParts
  readonly #record: AttemptRecord
  readonly #recollection: Recollection
  #first: TrialRecord | undefined
  #outcome: AttemptOutcome | undefined
  #held: LiveHeld
  #stream: ReadyStream | undefined

  constructor(parts: ReturningParts) {
    this.#parts = parts
    this.#record = new AttemptRecord(parts.strategy)
    this.#recollection = new Recollection(parts.memory)
    this.#held = parts.held
  }

  /** The last stream that was ready. */
  get stream(): ReadyStream | undefined {
    return this.#stream
  }

  get firstAttempt(): { readonly record: TrialRecord; readonly outcome: AttemptOutcome } {
    const [record, outcome] = [this.#first, this.#outcome]
    if (record === undefined || outcome === undefined) throw new Error('Expected an attempt')
    return { record, outcome }
  }

  /** The connection of an attempt; the first is the one that is recorded. */
  connect({ number, address }: LifeAttempt, hear: Hear): LiveContact {
    const { host, strategy, account, policy, network, link, clock, random } = this.#parts
    const { mail, window } = this.#parts
    const stalls = new StallCount()
    const owed = new Owed(mail)
    window.attempting(() => {
      for (const earlier of this.contacts) earlier.strand()
    })
    const contact: LiveContact = host.contact({
      script: strategy.said.script(
        number === 1 ? account : askingFor(account, policy),
        this.#recollection.forAttempt(),
      ),
      strategy,
      held: this.#held,
      mtu: network.mtu,
      policy,
      attempt: number,
      fastOpenFault: faultAt(address, this.#held.cookie, host.spec.fastOpenFault),
      link,
      clock,
      random: number === 1 ? random : random.fork(`attempt ${number}`),
      expectations: owed,
      turn: async () => {
        await window.waitOut()
        await host.turn()
      },
      hear: (news, now) => {
        if (news.kind === 'waited') stalls.waited(news.layer)
        if (news.kind === 'finished' && news.outcome.kind === 'ready') {
          const { stream } = news.outcome
          this.#stream = stream
          this.#recollection.ofStream(stream)
          window.ready(stream)
          owed.attach(stream.sm?.ledger.unacknowledged ?? [])
          contact.keepTime()
        }
        if (number === 1) {
          this.#record.dialogue(news, now)
          if (news.kind === 'finished') this.#finish(contact, news.outcome, now)
        }
        hear(news, now)
      },
      late: (turn) => {
        if (number > 1) return
        for (const layer of stalls.late(turn)) this.#record.stalled(layer)
      },
      peers: { remember: (remembered) => this.#remember(remembered, address) },
    })
    this.contacts.push(contact)
    return contact
  }

  /** The attempt of this number is given up. */
  letGo(number: number): void {
    const [first] = this.contacts
    if (number !== 1 || first === undefined) return
    this.#finish(first, { kind: 'given-up' }, this.#parts.clock.now())
  }

  #finish(contact: LiveContact, outcome: AttemptOutcome, now: Instant): void {
    this.#outcome = outcome
    this.#first = this.#record.finished(outcome, now, contact.traffic)
  }

  #remember(remembered: LiveRemembered, address: number): void {
    this.#held =
      remembered.kind === 'session'
        ? { ...this.#held, session: remembered.session }
        : { ...this.#held, cookie: { ...remembered, address } }
  }
}
