/**
 * One attempt of a storm whose SYN is let in: the same contact as that of a trial, in the time of its
 * client, with a server whose work waits for the host. Made when it begins, and thrown away when it is over.
 */
import type { VirtualClock } from '../clock/virtual.ts'
import type { LinkEvent } from '../link/event.ts'
import { Link } from '../link/link.ts'
import { Radio } from '../link/radio.ts'
import type { WorkLine } from '../processing-time.ts'
import type { TrialLink } from '../profiles/draw.ts'
import type { Random } from '../random.ts'
import { underPolicy } from '../run/path-settings.ts'
import { replayedEnds } from '../run/simulated/replayed-ends.ts'
import { spokenTo } from '../run/simulated/spoken.ts'
import type { LinkBody } from '../stack/link-body.ts'
import { type Duration, type Instant, START } from '../units.ts'
import { SimulatedContact, type SimulatedContactOptions } from '../world/simulated-contact.ts'
import type { DialogueNews, Outcome } from '../xmpp/dialogue/output.ts'
import type { Customer, Turns } from '../xmpp/server/processor.ts'
import type { Cells } from './cells.ts'
import type { LoginCost } from './costs.ts'
import type { Group } from './group.ts'
import type { Host, Progress } from './host.ts'
import { OwnTime } from './own-time.ts'

export interface ConnectingOptions {
  readonly group: Group
  readonly client: number
  /** From 1. */
  readonly attempt: number
  /** Of the client. */
  readonly random: Random
  readonly drawn: TrialLink
  /** When its first attempt began: its time, and its journey, go on from there. */
  readonly since: Instant
  /** The device's, where an earlier attempt has used it. */
  readonly radio: Radio | undefined
  readonly clock: VirtualClock
  readonly host: Host
  readonly cells: Cells | undefined
  /** Over a recording where there is one, which comes to the same, or in full. */
  readonly how: 'recorded' | 'full'
  /** Until when it may connect, and be ready. */
  readonly by: { readonly connected: Instant; readonly ready: Instant }
  /** Its SYN, or its first work, found no room. Nothing is to come of it any more: end it. */
  readonly turnedAway: () => void
  /** Its SYN found one connection too many: a reset is on its way back. */
  readonly refused: () => void
  /** TCP is connected. */
  readonly connected: () => void
  readonly finished: (outcome: Outcome) => void
  /** What comes is not what was recorded. */
  readonly left: () => void
}

export class Connecting {
  readonly #contact: SimulatedContact
  readonly #host: Host
  readonly #time: OwnTime
  readonly #work: HostedWork
  /** Whether what it has left under way meets nobody. */
  readonly #isAlone: boolean
  readonly #radio: Radio
  /** Limits aside, nobody asks when a SYN arrives. */
  #progress: Progress = 'on-the-way'

  constructor(options: ConnectingOptions) {
    const { group, client, attempt, random, drawn, since, clock, host, cells, by } = options
    const pace = cells === undefined ? group.pace : 'in-step'
    const time = new OwnTime(clock, pace, { origin: since, limit: by.connected })
    const own = attempt === 1 ? random : random.fork(`attempt ${attempt}`)
    this.#radio = options.radio ?? new Radio(time.now())
    this.#host = host
    this.#time = time
    this.#isAlone = cells === undefined
    const expected = host.letIn(clock.now(), drawn.rtt)
    this.#work = new HostedWork({
      ...{ host, time, cost: group.cost, expected },
      turnedAway: options.turnedAway,
    })
    this.#contact = new SimulatedContact({
      ...endsOf(options, own, time, this.#work),
      settings: {
        ...underPolicy(group.settings(drawn.mtu), group.policy, attempt),
        line: this.#work,
      },
      clock: time,
      link: new Link<LinkBody>({
        settings: cells === undefined ? drawn.link : cells.through(drawn.link, client, time),
        clock: time,
        origin: START,
        radio: this.#radio,
        random: own.fork('link'),
        observe: host.hasLimits ? (event) => this.#onLink(event, options) : undefined,
      }),
      random: own,
      hear: (news) => this.#heard(news, options),
      watch: {},
    })
  }

  begin(): void {
    this.#contact.begin()
  }

  /** It is over, and nothing is left of it; `ready`: the server still has its connection. */
  end(how: 'ready' | 'in-vain', now: Instant): void {
    this.#contact.lose()
    this.#work.end(how, now)
    if (this.#isAlone) this.#time.end()
    if (how === 'in-vain') {
      this.#host.gone(now, { progress: this.#progress, expected: this.#work.expected })
    }
  }

  /** Of the device, as it has been used. */
  get radio(): Radio {
    return this.#radio
  }

  /** Its first SYN that gets through arrives at the host, in its turn. */
  #onLink(event: LinkEvent<LinkBody>, { turnedAway, refused }: ConnectingOptions): void {
    const { kind, direction, packet } = event
    const isArriving = kind === 'delivered' && direction === 'up' && packet.body.kind === 'segment'
    if (!isArriving || this.#progress !== 'on-the-way') return
    this.#time.inTurn(() => {
      if (this.#progress !== 'on-the-way' || this.#work.isTurnedAway) return
      const admission = this.#host.arrive(this.#time.everybodys(this.#time.now()))
      if (admission === 'admitted') {
        this.#progress = 'half-open'
        return
      }
      this.#work.turnAway()
      if (admission === 'refused') refused()
      else turnedAway()
    })
  }

  #heard(news: DialogueNews, { by, connected, finished }: ConnectingOptions): void {
    if (news.kind === 'finished') {
      this.#time.inTurn(() => {
        if (!this.#work.isTurnedAway) finished(news.outcome)
      })
    } else if (news.kind === 'reached' && news.milestone === 'connected') {
      this.#time.inTurn(() => {
        if (this.#work.isTurnedAway) return
        if (this.#progress === 'half-open') {
          this.#progress = 'established'
          this.#host.established()
        }
        this.#time.limit = by.ready
        connected()
      })
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
  readonly #options: HostedWorkOptions
  /** Nanoseconds. */
  #done = 0
  /** Whose turn has not come. */
  #waiting: Customer | undefined
  #stage: 'none' | 'joined' | 'turned-away' = 'none'
  #hasCome = false

  constructor(options: HostedWorkOptions) {
    this.#options = options
  }

  /** When its first work is; undefined: it has come. */
  get expected(): number | undefined {
    return this.#hasCome ? undefined : this.#options.expected
  }

  /** Nothing is to come of it any more. */
  turnAway(): void {
    this.#stage = 'turned-away'
  }

  get isTurnedAway(): boolean {
    return this.#stage === 'turned-away'
  }

  /** A handshake: as much work as was measured, of which its flight waits for what it has to. */
  begin(now: Instant, takes: Duration): Instant | 'not-yet' {
    const { time } = this.#options
    if (!time.isInTurn) {
      time.inTurn(() => {})
      return 'not-yet'
    }
    if (!this.#isLetIn(now)) return now
    const from = this.#next(now)
    this.#work(now, from, this.#options.cost?.handshake ?? takes)
    return from
  }

  /** An answer: it is made at once, and goes out as it would if it were made when its turn has come. */
  claim(customer: Customer, now: Instant): void {
    this.#waiting = customer
    this.#options.time.inTurn(() => {
      if (this.#waiting === customer) this.#serve(customer, now)
    })
  }

  #serve(customer: Customer, now: Instant): void {
    this.#waiting = undefined
    if (!this.#isLetIn(now)) return
    const from = this.#next(now)
    const until = customer.serve(from)
    if (until !== 'done') this.#work(now, from, until - from)
  }

  /** Work that has been begun is done. */
  release(): void {}

  withdraw(): void {
    this.#waiting = undefined
  }

  end(how: 'ready' | 'in-vain', now: Instant): void {
    const { host, cost } = this.#options
    if (how === 'in-vain' || cost === undefined) return
    const left = cost.whole - this.#done
    if (left > 0) host.work(now, host.free(now), left)
  }

  /** Whether it is in the accept queue, or out of it again. */
  #isLetIn(now: Instant): boolean {
    const { host, time, expected, turnedAway } = this.#options
    if (this.#stage === 'none') {
      this.#hasCome = true
      this.#stage = host.join(time.everybodys(now), expected)
      if (this.#stage === 'turned-away') turnedAway()
    }
    return this.#stage === 'joined'
  }

  #next(now: Instant): Instant {
    const { host, time } = this.#options
    return time.own(host.free(time.everybodys(now)))
  }

  /** Never more in all than a login takes, where that was measured with answers that take so long. */
  #work(now: Instant, from: Instant, takes: number): void {
    const { host, time, cost } = this.#options
    const left = cost?.most === 'as-measured' ? cost.whole - this.#done : takes
    const work = Math.max(0, Math.min(takes, left))
    this.#done += work
    host.work(time.everybodys(now), time.everybodys(from), work)
  }
}

interface HostedWorkOptions {
  readonly host: Host
  readonly time: OwnTime
  readonly cost: LoginCost | undefined
  /** When its first work is. */
  readonly expected: number
  readonly turnedAway: () => void
}
