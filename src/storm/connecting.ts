/**
 * One attempt of a storm whose SYN is let in: the same contact as that of a trial, in a time
 * of its own, with a server whose work waits for the host. Made when it begins, and thrown away when it is over.
 */
import type { VirtualClock } from '../clock/virtual.ts'
import type { LinkEvent } from '../link/event.ts'
import { Link } from '../link/link.ts'
import { Radio } from '../link/radio.ts'
import type { TrialLink } from '../profiles/draw.ts'
import type { Random } from '../random.ts'
import { underPolicy } from '../run/path-settings.ts'
import { replayedEnds } from '../run/simulated/replayed-ends.ts'
import { spokenTo } from '../run/simulated/spoken.ts'
import type { LinkBody } from '../stack/link-body.ts'
import { type Duration, type Instant, START } from '../units.ts'
import { SimulatedContact, type SimulatedContactOptions } from '../world/simulated-contact.ts'
import type { DialogueNews, Outcome } from '../xmpp/dialogue/output.ts'
import type { Cells } from './cells.ts'
import type { Group } from './group.ts'
import type { Progress, StormHost } from './host.ts'
import { HostedWork } from './hosted-work.ts'
import { OwnTime } from './own-time.ts'

export interface ConnectingOptions {
  readonly group: Group
  readonly client: number
  /** From 1. */
  readonly attempt: number
  /** Of the client. */
  readonly random: Random
  readonly drawn: TrialLink
  /** When the client's first attempt began: its link's journey goes on from there. */
  readonly since: Instant
  /** The device's, where an earlier attempt has used it. */
  readonly radio: UsedRadio | undefined
  readonly clock: VirtualClock
  readonly host: StormHost
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

/** As an attempt has left it, in the time of that, which began then. */
export interface UsedRadio {
  readonly radio: Radio
  readonly began: Instant
}

/** So many SYNs, the last of them then. */
export interface SynsSent {
  readonly count: number
  readonly lastAt: Instant
}

export class Connecting {
  readonly #contact: SimulatedContact
  readonly #host: StormHost
  readonly #time: OwnTime
  readonly #work: HostedWork
  /** Whether what it has left under way meets nobody. */
  readonly #isAlone: boolean
  readonly #radio: UsedRadio
  /** Limits aside, nobody asks when a SYN arrives. */
  #progress: Progress = 'on-the-way'
  #sent: SynsSent

  constructor(options: ConnectingOptions) {
    const { group, client, attempt, random, drawn, since, clock, host, cells, by } = options
    const pace = cells === undefined ? group.pace : 'in-step'
    const began = clock.now()
    const time = new OwnTime(clock, pace, by.connected)
    const own = attempt === 1 ? random : random.fork(`attempt ${attempt}`)
    const { radio = new Radio(START), began: before = began } = options.radio ?? {}
    radio.rebase((began - before) as Duration)
    this.#radio = { radio, began }
    this.#host = host
    this.#time = time
    this.#sent = { count: 0, lastAt: began }
    this.#isAlone = cells === undefined
    const expected = host.letIn(began, drawn.rtt)
    this.#work = new HostedWork({
      ...{ host, time, cost: group.cost, expected },
      turnedAway: () => {
        // As if that had been its SYN.
        this.#sent = { count: 1, lastAt: clock.now() }
        options.turnedAway()
      },
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
        origin: time.own(since),
        radio,
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

  /** By TCP, before it was turned away. */
  get sent(): SynsSent {
    return this.#sent
  }

  /** Of the device, as it has been used. */
  get radio(): UsedRadio {
    return this.#radio
  }

  /** Its first SYN that gets through arrives at the host, in its turn. */
  #onLink(event: LinkEvent<LinkBody>, { turnedAway, refused }: ConnectingOptions): void {
    const { kind, direction, packet, at } = event
    const isSyn = direction === 'up' && packet.body.kind === 'segment'
    if (!isSyn || this.#progress !== 'on-the-way' || this.#work.isTurnedAway) return
    if (kind === 'entered') {
      this.#sent = { count: this.#sent.count + 1, lastAt: this.#time.everybodys(at) }
    }
    if (kind !== 'delivered') return
    this.#time.inTurn(() => {
      if (this.#progress !== 'on-the-way' || this.#work.isTurnedAway) return
      const now = this.#time.now()
      const admission = this.#host.arrive(this.#time.everybodys(now))
      if (admission === 'admitted') {
        this.#progress = 'half-open'
        return
      }
      this.#work.turnAway(now)
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
