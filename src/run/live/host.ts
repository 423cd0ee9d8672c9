/**
 * What every connection of a live run has in common: where the server is, whom to trust, how
 * long to wait, and how often to knock. Makes attempts of scripts.
 */
import type { LiveSettings } from '../../attach/live/settings.ts'
import { RealClock } from '../../clock/real.ts'
import { VirtualClock } from '../../clock/virtual.ts'
import { Link } from '../../link/link.ts'
import type { LinkSettings } from '../../link/settings.ts'
import { Random } from '../../random.ts'
import { serverProfile } from '../../servers/catalogue.ts'
import type { LinkBody } from '../../stack/link-body.ts'
import { parseStrategy } from '../../strategies/registry.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import {
  type Bytes,
  bytes,
  type Duration,
  later,
  milliseconds,
  plus,
  seconds,
} from '../../units.ts'
import type { Script } from '../../xmpp/dialogue/script.ts'
import type { Session } from '../../xmpp/dialogue/session.ts'
import type { AttemptOutcome } from '../simulated/attempt.ts'
import { type Conditions, simulatedSettings } from '../simulated/conditions.ts'
import type { Held } from '../simulated/held.ts'
import { LiveAttempt, type LiveObserver } from './attempt.ts'
import type { Security } from './errands.ts'
import type { LiveSpec } from './spec.ts'

/** What the client's transport remembers of its last connection. */
export interface LiveHeld {
  readonly session: Uint8Array | undefined
  readonly cookie: Held['cookie']
}

export const HELD_NOTHING: LiveHeld = { session: undefined, cookie: undefined }

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
  readonly #nonces: Random
  #connections = 0
  #nextTurn = this.real.now()

  constructor(spec: LiveSpec) {
    this.spec = spec
    this.#nonces = Random.seeded(spec.guest)
  }

  /** Connections made so far. */
  get connections(): number {
    return this.#connections
  }

  /** An attempt with a strategy's own settings. */
  async attempt(options: {
    readonly script: Script<Session>
    readonly strategy: Strategy
    readonly held: LiveHeld
    readonly link: LinkConditions
    readonly random: Random
    readonly observer: LiveObserver
    readonly clock: VirtualClock
    /** A Fast Open cookie is asked for, whatever the strategy. */
    readonly wantsCookie?: boolean
  }): Promise<LiveAttempt> {
    const { strategy, held, link, clock } = options
    const settings = this.#settings(strategy, held, link.mtu)
    return await this.#begin({
      ...options,
      clock,
      link: link.link,
      settings:
        options.wantsCookie === true
          ? {
              ...settings,
              fastOpen: { option: { kind: 'request' }, cachedMss: undefined },
              middlebox: undefined,
              lookUp: undefined,
            }
          : settings,
    })
  }

  /** Runs a script over a clean link, for its own sake. */
  async errand(
    script: Script<Session>,
    security: Security,
    version: '1.2' | '1.3' = '1.3',
  ): Promise<{ readonly attempt: LiveAttempt; readonly outcome: AttemptOutcome }> {
    const like = plain(security, version)
    const attempt = await this.#begin({
      script,
      settings: this.#settings(like, HELD_NOTHING, CLEAN.mtu),
      link: CLEAN.link,
      clock: new VirtualClock(),
      random: Random.seeded('errand'),
      observer: SILENT,
    })
    return { attempt, outcome: await attempt.run() }
  }

  stop(): void {
    this.real.stop()
  }

  async #begin(options: {
    readonly script: Script<Session>
    readonly settings: LiveSettings
    readonly link: LinkSettings
    readonly clock: VirtualClock
    /** Of the link and the timers: the same for every strategy in the same trial. */
    readonly random: Random
    readonly observer: LiveObserver
  }): Promise<LiveAttempt> {
    await this.#turn()
    this.#connections += 1
    const { clock, random, link } = options
    return new LiveAttempt({
      ...options,
      link: new Link<LinkBody>({ settings: link, clock, random: random.fork('link') }),
      real: this.real,
      nonces: this.#nonces.fork(this.#connections),
      timeout: this.#timeout,
    })
  }

  /** Waits until it is polite to knock again. */
  #turn(): Promise<void> {
    const at = later(this.real.now(), this.#nextTurn)
    this.#nextTurn = plus(at, seconds(1 / this.spec.perSecond))
    return new Promise((resolve) => {
      this.real.at(at, resolve)
    })
  }

  get #timeout(): Duration {
    return milliseconds(this.spec.timeoutMs)
  }

  #settings(strategy: Strategy, held: LiveHeld, mtu: Bytes): LiveSettings {
    const { spec } = this
    const address = spec.endpoints[strategy.security]
    if (address === undefined) throw new Error(`no address for ${strategy.security}`)
    const conditions: Conditions = {
      server: serverProfile('ideal'),
      timeout: this.#timeout,
      tcp: spec.tcp,
      fastOpenFault: spec.fastOpenFault,
    }
    const { tls } = strategy.transport
    const below = simulatedSettings(
      strategy,
      conditions,
      { ticket: undefined, cookie: held.cookie },
      spec.domain,
      mtu,
    )
    return {
      tcp: below.tcp,
      fastOpen: below.fastOpen,
      middlebox: below.middlebox,
      lookUp: below.lookUp,
      far: address,
      tls: {
        serverName: spec.domain,
        alpn: strategy.security === 'direct' ? 'xmpp-client' : undefined,
        version: tls.version,
        session: tls.resumed ? held.session : undefined,
        postQuantum: tls.postQuantum,
        trust: spec.trust,
      },
      think: spec.think,
      limits: spec.limits,
    }
  }
}

/** Only its transport is made use of. */
const plain = (security: Security, version: '1.2' | '1.3'): Strategy => {
  const strategy = parseStrategy(`legacy-${security}${version === '1.2' ? '+tls12' : ''}`)
  if (strategy.kind === 'strategy-error') throw new Error(strategy.message)
  return strategy
}
