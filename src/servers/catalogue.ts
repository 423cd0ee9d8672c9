/** The servers that have a name; a new one is one file and one line here. */
import { CHAINS, type ChainName, certificate } from '../tls/certificate.ts'
import type { TlsServerSettings } from '../tls/settings.ts'
import { EJABBERD } from './ejabberd.ts'
import { EVERYTHING } from './everything.ts'
import { IDEAL_SERVER } from './ideal.ts'
import type { ServerModel, ServerTcp } from './model.ts'
import { PROSODY } from './prosody.ts'
import { PROSODY_DEFAULTS } from './prosody-defaults.ts'

/** In the order in which they are listed. */
export const SERVERS: readonly ServerModel[] = [
  PROSODY,
  PROSODY_DEFAULTS,
  EJABBERD,
  IDEAL_SERVER,
  EVERYTHING,
]

export const SERVER_NAMES: readonly string[] = SERVERS.map(({ name }) => name)

export const CHAIN_NAMES = Object.keys(CHAINS) as readonly ChainName[]
/** Leaf P-256 and intermediate P-384: the chain that both servers were measured with. */
export const DEFAULT_CHAIN: ChainName = 'private-ecdsa'
const IDENTITY = 'bench.localhost'

export type { ChainName }

/** A server that presents a certificate. */
export interface ServerProfile extends Pick<ServerModel, 'name' | 'summary' | 'xmpp'>, ServerTcp {
  readonly tls: (port: 'starttls' | 'direct') => TlsServerSettings
}

export const serverProfile = (name: string, chain: ChainName = DEFAULT_CHAIN): ServerProfile => {
  const model = SERVERS.find((one) => one.name === name)
  if (model === undefined) throw new Error(`Expected the name of a server, got "${name}"`)
  const presented = certificate(IDENTITY, chain)
  return {
    ...model,
    ...model.tcp,
    tls: (port) => ({ ...model.tls[port], certificate: presented }),
  }
}
