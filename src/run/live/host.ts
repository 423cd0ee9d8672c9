/**
 * What every connection of a live run has in common: where the server is, whom to trust, how
 * long to wait, and how often to knock. Makes attempts of scripts.
 */
import { FarAddresses } from '../../attach/live/addresses.ts'
import type { LiveSettings } from '../../attach/live/settings.ts'
import { RealClock } from '../../clock/real.ts'
import { VirtualClock } from '../../clock/virtual.ts'
import { Link } from '../../link/link.ts'
import type { LinkSettings } from '../../link/settings.ts'
import type { Policy } from '../../policy/policy.ts'
import { Random } from '../../random.ts'
import type { LinkBody } from '../../stack/link-body.ts'
import {
  DIRECT_TLS,
  type Entrance,
  entranceOf,
  type OverTls,
  overTls,
  STARTTLS,
} from '../../strategies/over.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import type { Failure } from '../../transport.ts'
import {
  type Bytes,
  bytes,
  type Duration,
  later,
  milliseconds,
  plus,
  seconds,
  shorter,
} from '../../units.ts'
import type { Carriage } from '../../xmpp/dialogue/layered.ts'
import { BLANK, type Memory } from '../../xmpp/dialogue/memory.ts'
import type { ReadyStream } from '../../xmpp/dialogue/ready-stream.ts'
import type { Script } from '../../xmpp/dialogue/script.ts'
import type { AttemptOutcome } from '../attempt-record.ts'
import { clientCarriage } from '../carriage.ts'
import { CONNECT_TIMEOUT } from '../destinations.ts'
import type { FastOpenFault } from '../fast-open.ts'
import { ASKING_FOR_A_COOKIE, underPolicy } from '../path-settings.ts'
import { LiveAttempt, type LiveObserver } from './attempt.ts'
import type { LiveCapture } from './capture.ts'
import { LiveContact, type LiveContactOptions } from './contact.ts'
import { hostOf } from './endpoints.ts'
import { LastWords } from './last-words.ts'
import { HELD_NOTHING, type LiveHeld, liveSettings } from './settings.ts'
import type { Endpoint, LiveSpec } from './spec.ts'

/** What a connection's link is like, of which it makes one of its own. */
export interface LinkConditions {
  readonly link: LinkSettings
  readonly mtu: Bytes
}

const CLEAN_DELAY = [{ kind: 'delay', delay: milliseconds(10) }] as const
/** For everything that is not measured. */
export const CLEAN: LinkConditions = {
  link: { up: CLEAN_DELAY, down: CLEAN_DELAY },
  mtu: bytes(1500),
}

export const SILENT: LiveObserver = { dialogue: () => {}, connection: {} }

export class LiveHost {
  readonly real = new RealClock()
  readonly spec: LiveSpec
  readonly capture: LiveCapture | undefined
  /** Why sessions could not be closed, one by one: the server keeps them for as long as it does. */
  readonly sessionsLeft: Failure[] = []
  /** Why tokens could not be invalidated, one by one: they are still at the server. */
  readonly tokensLeft: Failure[] = []
  readonly #nonces: Random
  readonly #addresses: Readonly<Record<Entrance, FarAddresses | undefined>>
  readonly #lastWords = new LastWords()
  readonly #errands = new Set<LiveAttempt>()
  #connections = 0
  #nextTurn = this.real.now()

  /** `capture`: of the trials, if anybody wants one. */
  constructor(spec: LiveSpec, capture?: LiveCapture) {
    this.spec = spec
    this.capture = capture
    this.#nonces = Random.seeded(spec.guest)
    // Patience begins behind that; whoever has less of it for an answer has no more for an address.
    const usual = shorter(CONNECT_TIMEOUT, spec.limits.patience)
    const { connectTimeout = usual } = spec.tcp
    const addressesOf = (endpoint: Endpoint | undefined): FarAddresses | undefined =>
      endpoint?.addresses && new FarAddresses(endpoint.addresses, connectTimeout)
    this.#addresses = {
      direct: addressesOf(spec.endpoints.direct),
      starttls: addressesOf(spec.endpoints.starttls),
      websocket: addressesOf(spec.endpoints.websocket),
      bosh: addressesOf(spec.endpoints.bosh),
    }
  }

  /** Connections made so far. */
  get connections(): number {
    return this.#connections
  }

  /** An attempt with a strategy's own settings. */
  async attempt(options: {
    readonly script: Script<ReadyStream>
    readonly strategy: Strategy
    /** What the script starts from. */
    readonly memory: Memory
    readonly held: LiveHeld
    readonly link: LinkConditions
    readonly random: Random
    readonly observer: LiveObserver
    readonly clock: VirtualClock
    /** A Fast Open cookie is asked for, whatever the strategy. */
    readonly wantsCookie?: boolean
  }): Promise<LiveAttempt> {
    const { strategy, memory, held, link, clock } = options
    const settings = this.#settings(overTls(strategy), held, link.mtu)
    return await this.#begin({
      ...options,
      carriage: this.#carriage(overTls(strategy), memory),
      clock,
      link: link.link,
      lastWords: strategy.said.language === 'sasl2' ? this.#lastWords : undefined,
      settings: options.wantsCookie === true ? { ...settings, ...ASKING_FOR_A_COOKIE } : settings,
    })
  }

  /**
   * Runs a script over a clean link, for its own sake; of TLS only the version is kept. `memory`: what the
   * script starts from, where what carries it goes on from there, too.
   */
  async errand(
    script: Script<ReadyStream>,
    over: OverTls,
    afterwards?: LiveObserver['afterwards'],
    memory: Memory = BLANK,
  ): Promise<{ readonly attempt: LiveAttempt; readonly outcome: AttemptOutcome }> {
    const attempt = await this.#begin({
      script,
      carriage: this.#carriage(over, memory),
      settings: this.#settings(plain(over), HELD_NOTHING, CLEAN.mtu),
      link: CLEAN.link,
      clock: new VirtualClock(),
      random: Random.seeded('errand'),
      observer: { ...SILENT, afterwards },
    })
    this.#errands.add(attempt)
    const outcome = await attempt.run()
    this.#errands.delete(attempt)
    return { attempt, outcome }
  }

  /** What is still waited for never comes. */
  stop(): void {
    this.real.stop()
    for (const attempt of this.#errands) attempt.lose()
  }

  async #begin(options: {
    readonly script: Script<ReadyStream>
    readonly carriage: Carriage | undefined
    readonly settings: LiveSettings
    readonly link: LinkSettings
    readonly clock: VirtualClock
    /** Of the link and the timers: the same for every strategy in the same trial. */
    readonly random: Random
    readonly lastWords?: LastWords | undefined
    readonly observer: LiveObserver
  }): Promise<LiveAttempt> {
    await this.turn()
    const { clock, random, link, observer } = options
    return new LiveAttempt({
      ...options,
      link: new Link<LinkBody>({
        settings: link,
        clock,
        random: random.fork('link'),
        ...(observer.link === undefined ? {} : { observe: observer.link }),
      }),
      real: this.real,
      nonces: this.#nextNonces(),
      timeout: this.#timeout,
    })
  }

  /** One connection of a life, on the link that it has; it is begun when it is its `turn`. */
  contact(
    options: Pick<
      LiveContactOptions,
      'script' | 'clock' | 'link' | 'random' | 'hear' | 'late' | 'peers' | 'expectations' | 'turn'
    > & {
      readonly strategy: Strategy
      readonly held: LiveHeld
      readonly mtu: Bytes
      readonly policy: Policy
      readonly fastOpenFault: FastOpenFault | undefined
      /** Of the life, from 1: the first is that of a comparison. */
      readonly attempt: number
    },
  ): LiveContact {
    const { strategy, held, mtu, policy, fastOpenFault, attempt } = options
    const settings = this.#settings(overTls(strategy), held, mtu, fastOpenFault)
    return new LiveContact({
      ...options,
      // Lives are not lived over HTTP.
      carriage: this.#carriage(overTls(strategy), BLANK),
      lastWords: strategy.said.language === 'sasl2' ? this.#lastWords : undefined,
      settings: underPolicy(settings, policy, attempt),
      real: this.real,
      nonces: this.#nextNonces(),
    })
  }

  #nextNonces(): Random {
    this.#connections += 1
    return this.#nonces.fork(this.#connections)
  }

  /** Waits until it is polite to knock again. */
  turn(): Promise<void> {
    const at = later(this.real.now(), this.#nextTurn)
    this.#nextTurn = plus(at, seconds(1 / this.spec.perSecond))
    return new Promise((resolve) => {
      this.real.at(at, resolve)
    })
  }

  /** Where the server may be that way, when that is several places; the same for all connections. */
  addressesOf(entrance: Entrance): FarAddresses | undefined {
    return this.#addresses[entrance]
  }

  get #timeout(): Duration {
    return milliseconds(this.spec.timeoutMs)
  }

  #carriage(over: OverTls, memory: Memory): Carriage | undefined {
    const { websocket, bosh } = this.spec.endpoints
    const at = over.http === 'bosh' ? bosh : websocket
    if (at === undefined) return undefined
    const { target } = at
    const place = { host: hostOf(at), targets: { 'web-socket': target, bosh: target } }
    return clientCarriage(over, place, memory)
  }

  #settings(
    over: OverTls,
    held: LiveHeld,
    mtu: Bytes,
    fastOpenFault = this.spec.fastOpenFault,
  ): LiveSettings {
    const addresses = this.addressesOf(entranceOf(over))
    return liveSettings(over, this.spec, { held, mtu, fastOpenFault, addresses })
  }
}

/** The same way in, with nothing that the server would have to take part in. */
const plain = ({ security, http, tls: { version } }: OverTls): OverTls => {
  const over = security === 'direct' ? DIRECT_TLS : STARTTLS
  return { ...over, http, tls: { ...over.tls, version } }
}
