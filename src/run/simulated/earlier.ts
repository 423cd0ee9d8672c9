/**
 * The earlier session that a reconnect comes from: really run, against the same server, over a
 * clean link, and then cut off. What it leaves at both ends is where trials start from; nothing
 * of it is written down as a constant.
 */
import type { SimulatedSettings } from '../../attach/simulated/connection.ts'
import { VirtualClock } from '../../clock/virtual.ts'
import { Link } from '../../link/link.ts'
import type { LinkSettings } from '../../link/settings.ts'
import type { Random } from '../../random.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import type { Failure } from '../../transport.ts'
import { bytes, milliseconds, seconds } from '../../units.ts'
import type { Account } from '../../xmpp/account.ts'
import { BLANK, type Memory, remember } from '../../xmpp/dialogue/memory.ts'
import { ASKING_FOR_A_COOKIE } from '../path-settings.ts'
import { Attempt } from './attempt.ts'
import { type Conditions, simulatedSettings } from './conditions.ts'
import type { Held } from './held.ts'
import type { Peer } from './peer.ts'
import { spokenTo } from './spoken.ts'

export interface Earlier {
  readonly peer: Peer
  readonly memory: Memory
  readonly held: Held
}

const NOTHING: Held = { ticket: undefined, cookie: undefined }

/** Of the earlier session, whose link is clean: what trials are given is not its matter. */
export const EARLIER_TIMEOUT = seconds(60)
/** So old is its ticket when a trial begins; well within its lifetime. */
const OFFER_AGE = seconds(60)
/** Long enough for tickets and acknowledgements, which nobody waits for. */
export const LINGER = seconds(5)

/** Against whom, and for whom: what an earlier session depends on besides what is said in it. */
export interface Met {
  readonly conditions: Conditions
  readonly account: Account
  readonly random: Random
}

/**
 * What sessions have left behind, for strategies that may come from the same one: it is run for the first of
 * them, and each has a peer of its own in that state.
 */
export class EarlierSessions {
  readonly #left = new Map<Strategy, Map<string, Earlier | Failure>>()

  /** `whose`: tells peers apart. `peer`: makes one as it is before anybody has come. */
  of(strategy: Strategy, whose: string, peer: () => Peer, met: Met): Earlier | Failure {
    const { earlier, against } = strategy
    if (earlier === undefined) return { peer: peer(), memory: BLANK, held: NOTHING }
    const left = this.#leftBehind(earlier, whose, peer, met)
    if ('code' in left) return left
    const own = left.peer.fork()
    own.undergo(against, met.account)
    return { ...left, peer: own }
  }

  #leftBehind(earlier: Strategy, whose: string, peer: () => Peer, met: Met): Earlier | Failure {
    const known = this.#left.get(earlier)?.get(whose)
    if (known !== undefined) return known
    const left = leftBehind(earlier, peer(), met)
    const ofSession = this.#left.get(earlier) ?? new Map<string, Earlier | Failure>()
    this.#left.set(earlier, ofSession.set(whose, left))
    return left
  }
}

function leftBehind(
  strategy: Strategy,
  peer: Peer,
  { conditions, account, random }: Met,
): Earlier | Failure {
  let held = NOTHING
  const clock = new VirtualClock()
  const attempt = new Attempt({
    ...spokenTo(peer, { strategy, conditions, account }, BLANK, clock.now()),
    server: peer.accept(random.fork('connection'), clock),
    settings: settingsOf(strategy, conditions, account),
    clock,
    link: new Link({ settings: CLEAN, clock, random: random.fork('link') }),
    random,
    timeout: EARLIER_TIMEOUT,
    observer: {
      dialogue: () => {},
      connection: {
        remember: (remembered) => {
          held =
            remembered.kind === 'ticket'
              ? { ...held, ticket: { ticket: remembered.ticket, age: OFFER_AGE } }
              : { ...held, cookie: remembered }
        },
      },
    },
  })
  const outcome = attempt.run()
  if (outcome.kind === 'failed') return outcome.failure
  if (outcome.kind === 'given-up') {
    return {
      code: 'timeout',
      detail: `the earlier session (${strategy.name}) was not ready in time`,
    }
  }
  attempt.linger(LINGER)
  const memory = remember(outcome.stream, attempt.session)
  attempt.lose()
  // A proxy in between tells the server behind it.
  attempt.linger(LINGER)
  return { peer, memory, held }
}

const DELAY = [{ kind: 'delay', delay: milliseconds(10) }] as const
/** Of sessions whose link is not a trial's. */
export const CLEAN: LinkSettings = { up: DELAY, down: DELAY }
export const CLEAN_MTU = bytes(1500)

/** A clean path, and a client that asks for a Fast Open cookie for next time. */
const settingsOf = (
  strategy: Strategy,
  conditions: Conditions,
  account: Account,
): SimulatedSettings => {
  const clean: Conditions = { ...conditions, fastOpenFault: undefined }
  return {
    ...simulatedSettings(strategy, clean, NOTHING, account, CLEAN_MTU),
    ...ASKING_FOR_A_COOKIE,
  }
}
