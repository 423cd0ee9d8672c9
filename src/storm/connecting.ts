/**
 * One attempt of a storm whose SYN is let in: the same contact as that of a trial, in a time of its own,
 * with a server whose work waits for the host. Made when it begins, and thrown away when it is over.
 */
import type { VirtualClock } from '../clock/virtual.ts'
import { Link } from '../link/link.ts'
import type { WorkLine } from '../processing-time.ts'
import type { TrialLink } from '../profiles/draw.ts'
import type { Random } from '../random.ts'
import { underPolicy } from '../run/path-settings.ts'
import { replayedEnds } from '../run/simulated/replayed-ends.ts'
import { spokenTo } from '../run/simulated/spoken.ts'
import type { LinkBody } from '../stack/link-body.ts'
import type { Duration, Instant } from '../units.ts'
import { SimulatedContact, type SimulatedContactOptions } from '../world/simulated-contact.ts'
import type { DialogueNews, Outcome } from '../xmpp/dialogue/output.ts'
import type { Customer, Turns } from '../xmpp/server/processor.ts'
import type { Cells } from './cells.ts'
import type { LoginCost } from './costs.ts'
import type { Group } from './group.ts'
import type { Host } from './host.ts'
import { linkOfAttempt } from './later-link.ts'
import { OwnTime } from './own-time.ts'

export interface ConnectingOptions {
  readonly group: Group
  readonly client: number
  /** From 1. */
  readonly attempt: number
  /** Of the client. */
  readonly random: Random
  readonly drawn: TrialLink
  readonly clock: VirtualClock
  readonly host: Host
  readonly cells: Cells | undefined
  /** Over a recording where there is one, which comes to the same, or in full. */
  readonly how: 'recorded' | 'full'
  /** TCP is connected. */
  readonly connected: () => void
  readonly finished: (outcome: Outcome) => void
  /** What comes is not what was recorded. */
  readonly left: () => void
}

export class Connecting {
  readonly #contact: SimulatedContact
  readonly #host: Host
  readonly #work: HostedWork
  #established = false

  constructor(options: ConnectingOptions) {
    const { group, client, attempt, random, drawn, clock, host, cells } = options
    const time = new OwnTime(clock)
    const own = attempt === 1 ? random : random.fork(`attempt ${attempt}`)
    const access = linkOfAttempt(drawn.link, attempt)
    this.#host = host
    this.#work = new HostedWork(host, time, group.cost)
    this.#contact = new SimulatedContact({
      ...endsOf(options, own, time, this.#work),
      settings: {
        ...underPolicy(group.settings(drawn.mtu), group.policy, attempt),
        line: this.#work,
      },
      clock: time,
      link: new Link<LinkBody>({
        settings: cells === undefined ? access : cells.through(access, client, time),
        clock: time,
        random: own.fork('link'),
      }),
      random: own,
      hear: (news) => this.#hear(news, options),
      watch: {},
    })
    host.letIn()
  }

  begin(): void {
    this.#contact.begin()
  }

  /** It is over, and nothing is left of it; `ready`: the server still has its connection. */
  end(how: 'ready' | 'in-vain', now: Instant): void {
    this.#contact.lose()
    this.#work.end(how, now)
    if (how === 'in-vain') {
      this.#host.gone({ established: this.#established, worked: this.#work.begun })
    }
  }

  #hear(news: DialogueNews, { connected, finished }: ConnectingOptions): void {
    if (news.kind === 'finished') finished(news.outcome)
    else if (news.kind === 'reached' && news.milestone === 'connected') {
      this.#established = true
      this.#host.established()
      connected()
    }
  }
}

/** Who speaks at either end. */
function endsOf(
  { group, how, left }: ConnectingOptions,
  own: Random,
  time: OwnTime,
  work: HostedWork,
): Pick<SimulatedContactOptions, 'client' | 'server'> {
  const { cell, earlier, recorded } = group
  if (how === 'recorded' && recorded !== undefined) {
    return replayedEnds(recorded, { random: own.fork('server'), leave: left, processor: work })
  }
  const peer = earlier.peer.fork(work)
  return {
    ...spokenTo(peer, cell, earlier.memory, time.now()),
    server: peer.accept(own.fork('server'), time),
  }
}

/**
 * The work of one connection at the host: its handshake of TLS and its answers. What a login takes
 * beyond that is done when it is ready, when nobody waits for it but those in line.
 */
class HostedWork implements WorkLine, Turns {
  readonly #host: Host
  readonly #time: OwnTime
  readonly #cost: LoginCost | undefined
  /** Nanoseconds. */
  #done = 0
  #begun = false

  constructor(host: Host, time: OwnTime, cost: LoginCost | undefined) {
    this.#host = host
    this.#time = time
    this.#cost = cost
  }

  get begun(): boolean {
    return this.#begun
  }

  /** A handshake: as much work as was measured, of which its flight waits for what it has to. */
  begin(now: Instant, takes: Duration): Instant {
    const from = this.#next(now)
    this.#work(now, from, this.#cost?.handshake ?? takes)
    return from
  }

  /** An answer: it is made at once, and goes out as it would if it were made when its turn has come. */
  claim(customer: Customer, now: Instant): void {
    const from = this.#next(now)
    const until = customer.serve(from)
    if (until !== 'done') this.#work(now, from, until - from)
  }

  /** Work that has been begun is done. */
  release(): void {}

  withdraw(): void {}

  end(how: 'ready' | 'in-vain', now: Instant): void {
    if (how === 'in-vain' || this.#cost === undefined) return
    const left = this.#cost.whole - this.#done
    if (left > 0) this.#host.work(now, this.#host.free(now), left)
  }

  #next(now: Instant): Instant {
    return this.#time.own(this.#host.free(this.#time.everybodys(now)))
  }

  /** Never more in all than a login takes. */
  #work(now: Instant, from: Instant, takes: number): void {
    const left = this.#cost === undefined ? takes : this.#cost.whole - this.#done
    const work = Math.max(0, Math.min(takes, left))
    this.#done += work
    const begins = this.#time.everybodys(from)
    if (!this.#begun) {
      this.#begun = true
      this.#host.first(begins)
    }
    this.#host.work(this.#time.everybodys(now), begins, work)
  }
}
