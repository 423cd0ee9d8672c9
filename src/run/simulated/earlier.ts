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
import type { ScriptedDialogue } from '../../scripted/dialogue-file.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import type { Failure } from '../../transport.ts'
import { bytes, milliseconds, seconds } from '../../units.ts'
import type { Account } from '../../xmpp/account.ts'
import { BLANK, type Memory, remember } from '../../xmpp/dialogue/memory.ts'
import { Server } from '../../xmpp/server/server.ts'
import { Attempt } from './attempt.ts'
import { type Conditions, simulatedSettings } from './conditions.ts'
import type { Held } from './held.ts'
import { type Peer, scriptedPeer, xmppPeer } from './peer.ts'

export interface Earlier {
  readonly peer: Peer
  readonly memory: Memory
  readonly held: Held
}

const NOTHING: Held = { ticket: undefined, cookie: undefined }

/** Of the earlier session, whose link is clean: what trials are given is not its matter. */
const EARLIER_TIMEOUT = seconds(60)
/** Long enough for tickets and acknowledgements, which nobody waits for. */
const LINGER = seconds(5)

export function earlierSession(
  strategy: Strategy,
  conditions: Conditions,
  account: Account,
  random: Random,
): Earlier | Failure {
  const server = new Server({
    name: account.domain,
    settings: conditions.server.xmpp,
    random: random.fork('server'),
    accounts: [account],
    keys: account.saltedKeys,
  })
  const left = before(strategy, xmppPeer(server, strategy.security), conditions, account, random)
  if (!('code' in left)) happened(strategy, server, account)
  return left
}

/** Of a scripted dialogue at most a Fast Open cookie is left behind. */
export const earlierDialogue = (
  strategy: Strategy,
  dialogue: ScriptedDialogue,
  conditions: Conditions,
  account: Account,
  random: Random,
): Earlier | Failure => before(strategy, scriptedPeer(dialogue), conditions, account, random)

const before = (
  { earlier }: Strategy,
  peer: Peer,
  conditions: Conditions,
  account: Account,
  random: Random,
): Earlier | Failure =>
  earlier === undefined
    ? { peer, memory: BLANK, held: NOTHING }
    : leftBehind(earlier, peer, conditions, account, random.fork('earlier'))

function leftBehind(
  strategy: Strategy,
  peer: Peer,
  conditions: Conditions,
  account: Account,
  random: Random,
): Earlier | Failure {
  let held = NOTHING
  const clock = new VirtualClock()
  const attempt = new Attempt({
    script: strategy.connect(account, BLANK),
    server: peer.accept(random.fork('connection')),
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
              ? { ...held, ticket: remembered.ticket }
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
  const memory = remember(outcome.session)
  attempt.lose()
  return { peer, memory, held }
}

const DELAY = [{ kind: 'delay', delay: milliseconds(10) }] as const
const CLEAN: LinkSettings = { up: DELAY, down: DELAY }
const CLEAN_MTU = bytes(1500)

/** A clean path, and a client that asks for a Fast Open cookie for next time. */
const settingsOf = (
  strategy: Strategy,
  conditions: Conditions,
  account: Account,
): SimulatedSettings => {
  const clean: Conditions = { ...conditions, fastOpenFault: undefined }
  return {
    ...simulatedSettings(strategy, clean, NOTHING, account.domain, CLEAN_MTU),
    fastOpen: { option: { kind: 'request' }, cachedMss: undefined },
    lookUp: undefined,
  }
}

/** What happened to the server while the client was away. */
function happened(strategy: Strategy, server: Server, account: Account): void {
  switch (strategy.aftermath) {
    case 'none':
      return
    case 'sm-session-lost':
      server.domain.forgetSessions()
      return
    case 'token-revoked':
      server.domain.revokeTokens(account.local)
  }
}
