/**
 * What the layers up to TCP are set to for one attempt, simulated or live: as it was chosen for the
 * run, and as the strategy opens its connection.
 */
import type { PathSettings } from '../attach/path/tcp-ends.ts'
import type { ClientModel } from '../clients/model.ts'
import type { Limits, Notice, Policy } from '../policy/policy.ts'
import type { ProcessingTime } from '../processing-time.ts'
import type { ServerModel } from '../servers/model.ts'
import { type Over, overHttp, TCP } from '../strategies/over.ts'
import type { TcpSettings } from '../tcp/settings.ts'
import type { Bytes } from '../units.ts'
import { destinationsOf } from './destinations.ts'
import { type FastOpenFault, fastOpenServer, fastOpenUse, type HeldCookie } from './fast-open.ts'
import { type TcpChoice, tcpSettings } from './tcp-choice.ts'

export interface PathConditions {
  readonly tcp: TcpChoice
  readonly fastOpenFault: FastOpenFault | undefined
  readonly server: Pick<ServerModel, 'tcp'>
  readonly client: Pick<ClientModel, 'tcp'>
  readonly hostTime: ProcessingTime
}

/** Of whoever is told where to connect to. */
export const KNOWN_ADDRESS: Over = TCP

export function pathSettings(
  over: Over,
  { tcp, fastOpenFault, server: { tcp: far }, client: { tcp: near }, hostTime }: PathConditions,
  held: HeldCookie | undefined,
  domain: string,
  mtu: Bytes,
): PathSettings {
  const { fastOpen, dns, addresses } = over
  const client: TcpSettings = { ...tcpSettings(tcp, near.nagle), mtu }
  return {
    tcp: {
      client,
      server: { ...client, nagle: far.nagle, fastOpen: fastOpenServer(far.fastOpen) },
    },
    fastOpen: fastOpen ? fastOpenUse(far.fastOpen, fastOpenFault, held) : undefined,
    middlebox: fastOpenFault === 'stale' ? undefined : fastOpenFault,
    lookUp: dns ? { kind: overHttp(over) ? 'host' : 'service', domain } : undefined,
    destinations: destinationsOf(addresses, client.ip, tcp.connectTimeout),
    hostTime,
  }
}

/** How the earlier session is opened, whatever the strategy: for what it leaves behind. */
export const ASKING_FOR_A_COOKIE = {
  fastOpen: { option: { kind: 'request' }, cachedMss: undefined },
  middlebox: undefined,
  lookUp: undefined,
  destinations: undefined,
} as const satisfies Partial<PathSettings>

/**
 * The same by a client's policy: how long its TCP waits, whether it asks, and how long it gives an
 * address. `attempt`: of the life, from 1; the first is that of a comparison, and gives what the run does.
 */
export const underPolicy = <Settings extends PathSettings>(
  settings: Settings,
  { notice, limits }: Policy,
  attempt: number,
): Settings => ({
  ...settings,
  tcp: noticing(settings.tcp, notice),
  destinations: attempt === 1 ? settings.destinations : trying(settings.destinations, limits),
})

/** How several addresses are tried, where a client's policy gives each of them its time. */
const trying = (
  destinations: PathSettings['destinations'],
  { connect, connectPer }: Limits,
): PathSettings['destinations'] =>
  destinations === undefined || connectPer !== 'address'
    ? destinations
    : { ...destinations, connectTimeout: connect }

/** TCP with what a client's policy has of it: how long it waits, and whether it asks. */
const noticing = (
  { client, server }: PathSettings['tcp'],
  { userTimeout, keepAlive }: Notice,
): PathSettings['tcp'] => ({
  client: {
    ...client,
    userTimeout: userTimeout.kind === 'after' ? userTimeout.after : undefined,
    keepAlive: keepAlive.kind === 'probes' ? keepAlive : undefined,
  },
  server,
})
