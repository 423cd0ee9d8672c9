/**
 * Makes a cell of a run ready: reads its strategy, runs the earlier session, which is the same for all
 * cells of one strategy against one server, and for other strategies that come from the same one.
 */
import { linkDrawer } from '../../profiles/draw.ts'
import { Random } from '../../random.ts'
import { SaltedKeys } from '../../sasl/scram/keys.ts'
import { certified } from '../../servers/certified.ts'
import type { ServerModel } from '../../servers/model.ts'
import { ability, needText } from '../../strategies/needs.ts'
import { overSecured } from '../../strategies/over.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import type { Failure } from '../../transport.ts'
import { milliseconds } from '../../units.ts'
import type { Account } from '../../xmpp/account.ts'
import { Server } from '../../xmpp/server/server.ts'
import { clientOf, hostTimeOf } from '../client.ts'
import { askingFor } from '../session-kept.ts'
import { type Course, cellAt, type RunSpec, type StrategyChoice, strategyOf } from '../spec.ts'
import { boshPeer } from './bosh-peer.ts'
import type { Cell, CellCourse } from './cell.ts'
import type { Conditions } from './conditions.ts'
import { EarlierSessions } from './earlier.ts'
import { frontedPeer } from './fronted-peer.ts'
import { type Peer, scriptedPeer, xmppPeer } from './peer.ts'
import { registered } from './presumed.ts'

/** Salted keys are derived once per thread: RFC 5802 §5.1 allows clients to keep them. */
const SALTED_KEYS = new SaltedKeys()

/** The account of every simulated attempt; its lengths are those of the measured servers'. */
const ACCOUNT: Account = {
  local: 'alice',
  domain: 'bench.localhost',
  password: 'correct horse battery staple',
  // As long as RFC 4226 §4 would have it.
  secondFactor: new TextEncoder().encode('a factor of 20 octet'),
  userAgentId: 'd4565fa7-4d72-4749-b3d3-740edbf87770',
  software: 'bench',
  device: 'rig',
  resource: 'bench',
  carbons: true,
  saltedKeys: SALTED_KEYS,
  enrolled: {
    accessToken: 'vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg',
    device: { id: 'd4565fa7', key: Random.seeded('device').bytes(32) },
  },
}

const conditionsOf = (spec: RunSpec, server: ServerModel): Conditions => ({
  server: certified(server, spec.certificate),
  timeout: milliseconds(spec.timeoutMs),
  tcp: spec.tcp,
  fastOpenFault: spec.fastOpenFault,
  client: clientOf(spec, { tcp: spec.tcp, server }),
  hostTime: hostTimeOf(spec, { tcp: spec.tcp, server }),
})

type Pairing = Pick<Cell, 'strategy' | 'conditions' | 'earlier'>

/** More than one sheet of a usual comparison; each keeps a server's state, and so does its earlier session. */
const PAIRINGS_AT_MOST = 100

/** Makes cells of one run ready. */
export class Preparation {
  readonly #spec: RunSpec
  /** By who connects, and to whom; the latest. */
  readonly #pairings = new Map<StrategyChoice, Map<ServerModel, Pairing>>()
  readonly #sessions = new Map<ServerModel, EarlierSessions>()
  #kept = 0

  constructor(spec: RunSpec) {
    this.#spec = spec
  }

  cell(index: number): Cell {
    const { choice, profile, server, course } = cellAt(this.#spec, index)
    return {
      ...this.#pairing(choice, server, course),
      profile,
      drawLink: linkDrawer(profile),
      account: ACCOUNT,
      random: Random.seeded(this.#spec.seed).fork('trials').fork(profile.name),
      course: course && cellCourse(course),
    }
  }

  #pairing(choice: StrategyChoice, server: ServerModel, course: Course | undefined): Pairing {
    const account = course === undefined ? ACCOUNT : askingFor(ACCOUNT, course.policy)
    // Its earlier session was asked to be kept for as long as this policy says: nobody else's.
    if (account !== ACCOUNT) {
      return pairing(this.#spec, choice, server, account, new EarlierSessions())
    }
    const known = this.#pairings.get(choice)?.get(server)
    if (known !== undefined) return known
    if (this.#kept === PAIRINGS_AT_MOST) {
      this.#pairings.clear()
      this.#sessions.clear()
      this.#kept = 0
    }
    const made = pairing(this.#spec, choice, server, account, this.#sessionsAt(server))
    const ofChoice = this.#pairings.get(choice) ?? new Map<ServerModel, Pairing>()
    this.#pairings.set(choice, ofChoice.set(server, made))
    this.#kept += 1
    return made
  }

  #sessionsAt(server: ServerModel): EarlierSessions {
    const known = this.#sessions.get(server)
    if (known !== undefined) return known
    const sessions = new EarlierSessions()
    this.#sessions.set(server, sessions)
    return sessions
  }
}

export const prepareCell = (spec: RunSpec, index: number): Cell => new Preparation(spec).cell(index)

function pairing(
  spec: RunSpec,
  choice: StrategyChoice,
  server: ServerModel,
  account: Account,
  sessions: EarlierSessions,
): Pairing {
  const strategy = strategyOf(choice)
  const conditions = conditionsOf(spec, server)
  const random = Random.seeded(spec.seed).fork('session')
  const earlier =
    unreachable(strategy, server) ??
    sessions.of(
      strategy,
      peerKey(choice, strategy),
      () => peerFor(choice, strategy, conditions, random.fork('server')),
      { conditions, account, random: random.fork('earlier') },
    )
  return { strategy, conditions, earlier }
}

/** Who does not listen on UDP does not answer; a client learns that elsewhere, and does not try. */
function unreachable({ over }: Strategy, { name, quic }: ServerModel): Failure | undefined {
  if (over.kind !== 'quic' || quic === 'spoken') return undefined
  const detail = `expected a server that offers ${needText(ability('quic'))}, found ${name}, which does not`
  return { code: 'feature-missing', detail }
}

function cellCourse({ scenario, policy, profiles }: Course): CellCourse {
  const drawers = new Map(
    Object.entries(profiles).map(([name, profile]) => [name, linkDrawer(profile)]),
  )
  return {
    scenario,
    policy,
    drawLink: (name, random) => {
      const drawer = drawers.get(name)
      if (drawer === undefined) throw new Error(`${scenario.name}: no profile "${name}"`)
      return drawer(random)
    },
  }
}

/** Strategies with the same have the same peer, at one server. */
function peerKey(choice: StrategyChoice, strategy: Strategy): string {
  if (typeof choice !== 'string') return choice.dialogue.name
  const { security, http } = overSecured(strategy)
  const { account, grant } = strategy.against
  return [security, http, account, grant].join(' ')
}

/** Against whom: what answers a scripted dialogue is in its file, anything else meets the server. */
function peerFor(
  choice: StrategyChoice,
  strategy: Strategy,
  conditions: Conditions,
  random: Random,
): Peer {
  if (typeof choice !== 'string') return scriptedPeer(choice.dialogue)
  const { xmpp: settings, front, http } = conditions.server
  const server = new Server({
    name: ACCOUNT.domain,
    settings,
    random,
    accounts: [registered(ACCOUNT, strategy.against)],
    keys: SALTED_KEYS,
  })
  const over = overSecured(strategy)
  if (front !== undefined) return frontedPeer(server, over, front, conditions)
  return over.http === 'bosh'
    ? boshPeer(server, http, random.fork('manager'))
    : xmppPeer(server, over, http)
}
