/**
 * A link in real time between real clients and real servers: everything that they say crosses it, and
 * what a scenario or whoever runs it has for the network happens to them.
 *
 * The life of the link, with its outages and its scenario, begins with the first connection, or with
 * the first order.
 */
import type { PathSettings } from '../../attach/path/tcp-ends.ts'
import { roundTripTo } from '../../attach/proxy/path-round-trip.ts'
import { Proxying, type ProxyLimits, type Route } from '../../attach/proxy/proxying.ts'
import { BoshSessions } from '../../capture/analysis/bosh-sessions.ts'
import type { ProxiedReport } from '../../capture/analysis/proxied.ts'
import { RealClock } from '../../clock/real.ts'
import type { Policy } from '../../policy/policy.ts'
import { linkDrawer } from '../../profiles/draw.ts'
import type { ResolvedProfile } from '../../profiles/resolve.ts'
import type { Outage } from '../../quantities/quantity.ts'
import { Random } from '../../random.ts'
import type { Scenario } from '../../scenario/scenario.ts'
import { type Bytes, bytes, type Duration, longer, plus, ZERO } from '../../units.ts'
import type { Insight, Ports } from '../../watch/insight.ts'
import type { Lateness } from '../../watch/lateness.ts'
import type { MailCounter } from '../../watch/mail-counter.ts'
import { Past } from '../../watch/past.ts'
import type { LikenedEpisode } from '../../watch/visit-episode.ts'
import type { Access } from '../../world/network.ts'
import { type HostTime, hostTimeOf } from '../client.ts'
import { KNOWN_ADDRESS, type PathConditions, pathSettings } from '../path-settings.ts'
import type { TcpChoice } from '../tcp-choice.ts'
import { ConnectionLog } from './connection-log.ts'
import { likened } from './episode.ts'
import { LatenessLog } from './lateness-log.ts'
import type { NetworkOrder } from './order.ts'
import { ProxiedNetwork } from './proxied-network.ts'
import { shortened } from './shortened.ts'

export interface ProxySpec {
  readonly routes: readonly Route[]
  readonly profile: ResolvedProfile
  /** Networks that may be moved to, by name. */
  readonly profileNamed: (name: string) => ResolvedProfile
  readonly scenario: Scenario | undefined
  /** From the first connection on. */
  readonly outages: readonly Outage[] | undefined
  readonly seed: string
  readonly tcp: TcpChoice
  readonly hostTime: HostTime | undefined
  /** Clients that one may look like. */
  readonly policies: readonly Policy[]
  /** Until it has told that it is over; undefined: it goes on. */
  readonly lasts?: Duration | undefined
  /** The server's process has been stopped; nothing, where that is somebody else's server. */
  readonly restart?: (sessions: 'kept' | 'lost') => void
  /** What the servers know of a connection to them; undefined: they are somebody else's. */
  readonly insight?: ((ports: Ports) => Insight | undefined) | undefined
  /** Whoever counts messages there. */
  readonly mail?: MailCounter | undefined
}

export const PROXY_LIMITS: ProxyLimits = { connections: 1_024, held: bytes(256 << 10) }

export interface ProxyEvents {
  /** A connection is over. */
  readonly onConnection: (connection: ProxiedReport) => void
  /** An episode is over. */
  readonly onEpisode?: ((episode: LikenedEpisode) => void) | undefined
  /** Something happens to the network, in words; milliseconds from the first connection. */
  readonly onHappening?: ((what: string, afterMs: number) => void) | undefined
  readonly onRemark?: ((text: string) => void) | undefined
  /** It has lasted as long as it was to. */
  readonly onOver?: (() => void) | undefined
}

export interface ProxyRun {
  /** That are listened on, in the order of the routes. */
  readonly ports: readonly number[]
  /** Of the path to the farthest server, and what of it was taken off the link. */
  readonly path: { readonly roundTrip: Duration; readonly takenOff: Duration }
  /** It has taken effect when this returns. Throws what `profileNamed` throws. */
  readonly obey: (order: NetworkOrder) => void
  readonly lateness: () => Lateness
  /** Breaks every connection off, each of which is still reported. */
  readonly close: () => Promise<void>
}

/** Rejects with an error of Node's where a port cannot be opened, or a server is not there. */
export async function proxy(spec: ProxySpec, events: ProxyEvents): Promise<ProxyRun> {
  const late = new LatenessLog()
  const clock = new RealClock((by) => late.add(by))
  try {
    let roundTrip = ZERO
    for (const { to } of spec.routes) roundTrip = longer(roundTrip, await roundTripTo(to, clock))
    return await open(spec, events, { clock, roundTrip, lateness: () => late.summary() })
  } catch (error) {
    clock.stop()
    throw error
  }
}

async function open(
  spec: ProxySpec,
  events: ProxyEvents,
  {
    clock,
    roundTrip,
    lateness,
  }: {
    readonly clock: RealClock
    readonly roundTrip: Duration
    readonly lateness: () => Lateness
  },
): Promise<ProxyRun> {
  const random = Random.seeded(spec.seed).fork('proxy')
  const accessOf = (profile: ResolvedProfile): Access & { readonly takenOff: Duration } => {
    const { link, mtu } = linkDrawer(profile)(random.fork(`profile ${profile.name}`))
    return { mtu, ...shortened(link, roundTrip) }
  }
  const access = accessOf(spec.profile)
  const past = new Past()
  const sessions = new BoshSessions()
  let begun: ProxiedNetwork | undefined
  const network = (): ProxiedNetwork => {
    begun ??= new ProxiedNetwork({
      clock,
      random,
      access,
      accessOf: (name) => accessOf(spec.profileNamed(name)),
      scenario: spec.scenario,
      outages: spec.outages ?? [],
      proxying: () => proxying,
      restart: spec.restart,
      happened: (what, afterMs) => events.onHappening?.(what, afterMs),
      episode: (episode) => events.onEpisode?.(likened(episode, spec.policies)),
      readyBy: spec.insight === undefined ? 'silence' : 'name',
      mail: spec.mail,
    })
    return begun
  }
  const proxying: Proxying = new Proxying({
    routes: spec.routes,
    limits: PROXY_LIMITS,
    link: () => network().link,
    clock,
    random: random.fork('connections'),
    path: () => proxiedPath(spec, network().mtu),
    accept: (number, route, server) => {
      const { origin, visits } = network()
      const { insight } = spec
      const told = events.onConnection
      const seen = { origin, past, sessions, visits, insight, told }
      return new ConnectionLog({
        ...{ number, route, server, beganAt: clock.now() },
        ...seen,
      })
    },
    refused: () => events.onRemark?.('turned a connection away: too many are open'),
  })
  await proxying.open()
  const { lasts } = spec
  if (lasts !== undefined) clock.at(plus(clock.now(), lasts), () => events.onOver?.())
  return {
    ports: proxying.ports,
    path: { roundTrip, takenOff: access.takenOff },
    obey: (order) => network().obey(order),
    lateness,
    close: async () => {
      // First, so that nobody is taken to notice what is done to him here.
      begun?.stop()
      await proxying.close()
      clock.stop()
    },
  }
}

/** Both ends of the link are this machine's; what the real ones do about Nagle they do themselves. */
export function proxiedPath(
  { tcp, hostTime }: Pick<ProxySpec, 'tcp' | 'hostTime'>,
  mtu: Bytes,
): PathSettings {
  const conditions: PathConditions = {
    tcp,
    fastOpenFault: undefined,
    server: { tcp: { nagle: 'off', fastOpen: 'refused' } },
    client: { tcp: { nagle: 'off' } },
    hostTime: hostTimeOf({ hostTime }, { tcp, server: undefined }),
  }
  return pathSettings(KNOWN_ADDRESS, conditions, undefined, '', mtu)
}
