/**
 * What the layers up to TCP are set to for one attempt, simulated or live: as it was chosen for the
 * run, and as the strategy opens its connection.
 */
import type { PathSettings } from '../attach/path/tcp-ends.ts'
import type { ClientModel } from '../clients/model.ts'
import type { Notice } from '../policy/policy.ts'
import type { ProcessingTime } from '../processing-time.ts'
import type { ServerModel } from '../servers/model.ts'
import { type Over, overHttp } from '../strategies/over.ts'
import type { TcpSettings } from '../tcp/settings.ts'
import type { Bytes } from '../units.ts'
import { type FastOpenFault, fastOpenServer, fastOpenUse, type HeldCookie } from './fast-open.ts'
import { type TcpChoice, tcpSettings } from './tcp-choice.ts'

export interface PathConditions {
  readonly tcp: TcpChoice
  readonly fastOpenFault: FastOpenFault | undefined
  readonly server: Pick<ServerModel, 'tcp'>
  readonly client: Pick<ClientModel, 'tcp'>
  readonly hostTime: ProcessingTime
}

export function pathSettings(
  over: Over,
  { tcp, fastOpenFault, server: { tcp: far }, client: { tcp: near }, hostTime }: PathConditions,
  held: HeldCookie | undefined,
  domain: string,
  mtu: Bytes,
): PathSettings {
  const { fastOpen, dns } = over
  const client: TcpSettings = { ...tcpSettings(tcp, near.nagle), mtu }
  return {
    tcp: {
      client,
      server: { ...client, nagle: far.nagle, fastOpen: fastOpenServer(far.fastOpen) },
    },
    fastOpen: fastOpen ? fastOpenUse(far.fastOpen, fastOpenFault, held) : undefined,
    middlebox: fastOpenFault === 'stale' ? undefined : fastOpenFault,
    lookUp: dns ? { kind: overHttp(over) ? 'host' : 'service', domain } : undefined,
    hostTime,
  }
}

/** How the earlier session is opened, whatever the strategy: for what it leaves behind. */
export const ASKING_FOR_A_COOKIE = {
  fastOpen: { option: { kind: 'request' }, cachedMss: undefined },
  middlebox: undefined,
  lookUp: undefined,
} as const satisfies Partial<PathSettings>

/** The same, with what a client's policy has of its own TCP: how long it waits, and whether it asks. */
export const noticing = (
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
