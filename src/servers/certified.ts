/** A server with the certificate that it presents in a run. */
import { type Certificate, CHAINS, type ChainName, certificate } from '../tls/certificate.ts'
import type { TlsServerSettings } from '../tls/settings.ts'
import type { ServerModel } from './model.ts'

export type { ChainName }
export const CHAIN_NAMES = Object.keys(CHAINS) as readonly ChainName[]
/** Leaf P-256 and intermediate P-384: the chain that both servers were measured with. */
export const DEFAULT_CHAIN: ChainName = 'private-ecdsa'

/** Of every server of a run: who connects again meets the same certificate. */
const IDENTITY = 'bench.localhost'

export interface CertifiedServer extends ServerModel {
  readonly certificate: Certificate
}

export const certified = (server: ServerModel, chain: ChainName): CertifiedServer => ({
  ...server,
  certificate: certificate(IDENTITY, chain),
})

export const tlsSettings = (
  { tls, certificate }: CertifiedServer,
  port: 'starttls' | 'direct',
): TlsServerSettings => ({ ...tls[port], certificate })
