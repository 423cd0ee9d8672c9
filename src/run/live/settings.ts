/** What one connection of a live run is set to: from the run, the way in, and what its client holds. */
import { aLabels } from '../../address.ts'
import type { FarAddresses } from '../../attach/live/addresses.ts'
import type { LiveSettings } from '../../attach/live/settings.ts'
import { NODE20 } from '../../clients/node20.ts'
import { entranceOf, type OverTls } from '../../strategies/over.ts'
import type { Bytes } from '../../units.ts'
import { ALPN } from '../carriage.ts'
import { hostTimeOf } from '../client.ts'
import type { FastOpenFault, HeldCookie } from '../fast-open.ts'
import { type PathConditions, pathSettings } from '../path-settings.ts'
import type { LiveSpec } from './spec.ts'

/** What the client's transport remembers of its last connection. */
export interface LiveHeld {
  readonly session: Uint8Array | undefined
  readonly cookie: HeldCookie | undefined
}

export const HELD_NOTHING: LiveHeld = { session: undefined, cookie: undefined }

export interface ConnectionConditions {
  readonly held: LiveHeld
  readonly mtu: Bytes
  readonly fastOpenFault: FastOpenFault | undefined
  /** Where the server may be, when that is several places. */
  readonly addresses: FarAddresses | undefined
}

export function liveSettings(
  over: OverTls,
  spec: LiveSpec,
  { held, mtu, fastOpenFault, addresses }: ConnectionConditions,
): LiveSettings {
  const { security, tls, http } = over
  const entrance = entranceOf(over)
  const far = spec.endpoints[entrance]
  if (far === undefined) throw new Error(`no address for ${entrance}`)
  const { tcp, serverFastOpen } = spec
  const conditions: PathConditions = {
    tcp,
    fastOpenFault,
    hostTime: hostTimeOf(spec, { tcp, server: undefined }),
    client: NODE20,
    server: { tcp: { nagle: 'off', fastOpen: serverFastOpen ?? 'refused' } },
  }
  return {
    ...pathSettings(over, conditions, held.cookie, aLabels(spec.domain), mtu),
    far,
    addresses,
    tls: {
      serverName: 'name' in far ? far.name : aLabels(spec.domain),
      begins: security === 'direct' ? 'at-once' : 'later',
      alpn: security === 'direct' ? ALPN[http] : undefined,
      version: tls.version,
      session: tls.resumed ? held.session : undefined,
      postQuantum: tls.postQuantum,
      trust: spec.trust,
      identity: tls.certificate === 'presented' ? spec.identity : undefined,
    },
    think: spec.think,
    limits: spec.limits,
  }
}
