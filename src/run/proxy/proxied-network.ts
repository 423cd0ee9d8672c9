/**
 * The network that proxied connections cross: a link, and what happens to it in real time, by a
 * scenario or by order. It comes into being with the first connection.
 */
import type { Proxying } from '../../attach/proxy/proxying.ts'
import type { Clock } from '../../clock/clock.ts'
import { Link } from '../../link/link.ts'
import type { Outage } from '../../quantities/quantity.ts'
import type { Random } from '../../random.ts'
import { describeAbsence, describeHappening } from '../../scenario/describe.ts'
import type { Happening } from '../../scenario/happening.ts'
import type { Scenario } from '../../scenario/scenario.ts'
import { drawTimeline } from '../../scenario/timeline.ts'
import type { LinkBody } from '../../stack/link-body.ts'
import { between, type Instant, later, plus, START, seconds, toMilliseconds } from '../../units.ts'
import type { Taken } from '../../watch/breaks.ts'
import type { MailCounter } from '../../watch/mail-counter.ts'
import type { VisitEpisode } from '../../watch/visit-episode.ts'
import { Visits } from '../../watch/visits.ts'
import { happen, type Stage } from '../../world/happenings.ts'
import { type Access, Network } from '../../world/network.ts'
import type { NetworkOrder } from './order.ts'

export interface ProxiedNetworkOptions {
  readonly clock: Clock
  readonly random: Random
  readonly access: Access
  /** What a profile is, by its name. */
  readonly accessOf: (profile: string) => Access
  readonly scenario: Scenario | undefined
  readonly outages: readonly Outage[]
  readonly proxying: () => Proxying
  /** The server's process is gone; undefined: it is somebody else's, and only out of reach. */
  readonly restart: ((sessions: 'kept' | 'lost') => void) | undefined
  /** Of each happening when it happens, in words; milliseconds from the first connection. */
  readonly happened: (what: string, afterMs: number) => void
  readonly episode: (episode: VisitEpisode) => void
  /** How a client is known to be ready. */
  readonly readyBy: 'name' | 'silence'
  /** Whoever counts messages, if anybody does. */
  readonly mail: MailCounter | undefined
}

/** Middleboxes look for a day, which nobody waits for. */
const FOR_EVER = seconds(86_400)
/** So often it is looked whether an episode is over. */
const LOOKS_AFTER = seconds(0.5)

export class ProxiedNetwork {
  readonly origin: Instant
  readonly link: Link<LinkBody>
  readonly visits: Visits
  readonly #options: ProxiedNetworkOptions
  readonly #network: Network
  readonly #stage: Stage
  /** Networks by name, as they were read when it began to happen. */
  readonly #ledInto = new Map<string, Access>()
  readonly #toCome = new Set<() => void>()
  /** By order, until it is woken by one. */
  #isAsleep = false
  #isLooking = false

  constructor(options: ProxiedNetworkOptions) {
    const { clock, random, access, scenario, outages, episode: told, readyBy, mail } = options
    this.#options = options
    this.origin = clock.now()
    this.link = new Link({ settings: access.link, clock, random: random.fork('link') })
    this.#network = new Network({ link: this.link, access, clock })
    this.visits = new Visits({ origin: this.origin, readyBy, mail, told })
    this.#stage = this.#makeStage()
    for (const { start, duration: lasts } of outages) {
      const happening = { kind: 'outage', lasts, told: { kind: 'nothing' } } as const
      this.#at(plus(this.origin, start), () => this.#happen(happening))
    }
    if (scenario === undefined) return
    for (const happening of drawTimeline(scenario, random.fork('timeline')).happenings) {
      const at = plus(this.origin, between(START, happening.at))
      this.#at(at, () => this.#happen(happening))
    }
  }

  /** For connections that begin now. */
  get mtu(): Network['mtu'] {
    return this.#network.mtu
  }

  obey(order: NetworkOrder): void {
    const { proxying, clock } = this.#options
    switch (order.kind) {
      case 'happen':
        this.#happen(order.happening)
        return
      case 'sleep':
        if (this.#isAsleep) return
        this.#isAsleep = true
        this.#broke('nothing')
        proxying().sleep()
        this.#told('the device sleeps')
        return
      case 'wake':
        if (!this.#isAsleep) return
        this.#isAsleep = false
        proxying().wake()
        this.visits.mended(clock.now())
        this.#told('the device wakes')
    }
  }

  /** Nothing more happens. */
  stop(): void {
    for (const cancel of this.#toCome) cancel()
    this.#toCome.clear()
    this.visits.end(this.#options.clock.now())
  }

  /** @throws {InputError} of a network that cannot be read, before anything has happened. */
  #happen(happening: Happening): void {
    if ('profile' in happening && happening.profile !== undefined) {
      const { profile } = happening
      this.#ledInto.set(profile, this.#options.accessOf(profile))
    }
    const isOfOthers = happening.kind === 'server-restart' && this.#options.restart === undefined
    this.#told(isOfOthers ? describeAbsence(happening) : describeHappening(happening))
    happen(happening, this.#stage)
  }

  #told(what: string): void {
    const { happened, clock } = this.#options
    happened(what, toMilliseconds(between(this.origin, clock.now())))
  }

  #broke(taken: Taken): void {
    const { clock } = this.#options
    this.visits.broke(clock.now(), taken)
    if (!this.#isLooking) this.#look()
  }

  /** Whoever is back may say nothing for long. */
  #look(): void {
    const { clock } = this.#options
    this.visits.passed(clock.now())
    this.#isLooking = this.visits.isOpen
    if (this.#isLooking) this.#at(plus(clock.now(), LOOKS_AFTER), () => this.#look())
  }

  #at(time: Instant, task: () => void): void {
    const { clock } = this.#options
    const cancel = clock.at(later(time, clock.now()), () => {
      this.#toCome.delete(cancel)
      task()
    })
    this.#toCome.add(cancel)
  }

  #makeStage(): Stage {
    const { clock, accessOf, proxying, restart } = this.#options
    const network = this.#network
    return {
      network,
      accessOf: (profile) => this.#ledInto.get(profile) ?? accessOf(profile),
      contacts: () => proxying().connections,
      // What begins anew is another connection of another socket: its address is its own.
      changeAddress: () => {},
      broke: (taken) => this.#broke(taken),
      mended: () => this.visits.mended(clock.now()),
      after: (delay, task) => this.#at(plus(clock.now(), delay), task),
      now: () => clock.now(),
      until: plus(this.origin, FOR_EVER),
      tell: ({ kind }) => {
        if (kind === 'slept') proxying().sleep()
        if (kind === 'woke') proxying().wake()
      },
      server: {
        stop: (sessions) => {
          proxying().serverDown()
          restart?.(sessions)
        },
        start: () => proxying().serverUp(),
      },
    }
  }
}
