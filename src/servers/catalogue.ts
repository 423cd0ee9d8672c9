/**
 * Servers by name: how each behaves at every layer, so that one name decides what the embedded
 * server is like. XMPP behaviour is data of `xmpp/server/profiles`, TLS of `tls/settings.ts`.
 */

import { CHAINS, type ChainName, certificate } from '../tls/certificate.ts'
import type { TlsServerSettings } from '../tls/settings.ts'
import {
  ejabberdServer,
  minimalServer,
  prosodyDefaultServer,
  prosodyServer,
} from '../tls/settings.ts'
import { microseconds } from '../units.ts'
import type { ServerSettings } from '../xmpp/server/settings.ts'
import { EJABBERD } from './xmpp/ejabberd.ts'
import { IDEAL } from './xmpp/ideal.ts'
import { PROSODY } from './xmpp/prosody.ts'

export const SERVER_NAMES = ['prosody', 'prosody-defaults', 'ejabberd', 'ideal'] as const
export type ServerName = (typeof SERVER_NAMES)[number]

export interface ServerProfile {
  readonly name: ServerName
  readonly summary: string
  readonly xmpp: ServerSettings
  readonly tls: (port: 'starttls' | 'direct') => TlsServerSettings
  readonly nagle: 'off' | 'on'
  /** Whether its listener takes data in a SYN, and so grants cookies (RFC 7413 §4.1). */
  readonly fastOpen: 'accepted' | 'refused'
}

export type { ChainName }
export const CHAIN_NAMES = Object.keys(CHAINS) as readonly ChainName[]
/** Leaf P-256 and intermediate P-384: the chain that both servers were measured with. */
export const DEFAULT_CHAIN: ChainName = 'private-ecdsa'
const IDENTITY = 'bench.localhost'
const CERTIFICATE = certificate(IDENTITY, DEFAULT_CHAIN)

/** Octets of early data that a server which takes any takes (OpenSSL's recommendation). */
const EARLY_DATA_LIMIT = 16_384

export const SERVER_PROFILES: Readonly<Record<ServerName, ServerProfile>> = {
  prosody: {
    name: 'prosody',
    summary: 'Prosody 13.0.1 with community modules, nagle = false and no_ticket = false',
    xmpp: PROSODY,
    // Middle of the typical range 0.6–1.2 ms, measured on loopback.
    tls: (port) => ({ ...prosodyServer(CERTIFICATE, port), flightThink: microseconds(900) }),
    nagle: 'off',
    // With tcp_fastopen = 256 (the queue's length) in network_settings, as measured, and Linux's
    // net.ipv4.tcp_fastopen at 3.
    fastOpen: 'accepted',
  },
  'prosody-defaults': {
    name: 'prosody-defaults',
    summary: 'the same as installed: Nagle’s algorithm on, tickets that never resume',
    xmpp: PROSODY,
    tls: (port) => ({
      ...prosodyDefaultServer(CERTIFICATE, port),
      flightThink: microseconds(900),
    }),
    nagle: 'on',
    // Nobody asks for TCP_FASTOPEN on the listener unless network_settings do.
    fastOpen: 'refused',
  },
  ejabberd: {
    name: 'ejabberd',
    summary: 'ejabberd 24.12, whose tickets never resume',
    xmpp: EJABBERD,
    // Middle of the typical range 0.6–1.1 ms, measured on loopback.
    tls: () => ({ ...ejabberdServer(CERTIFICATE), flightThink: microseconds(850) }),
    nagle: 'off',
    // It never asks for TCP_FASTOPEN; only bit 0x400 of net.ipv4.tcp_fastopen would force it on.
    fastOpen: 'refused',
  },
  ideal: {
    name: 'ideal',
    summary: 'supports everything, early data included, and takes no time',
    xmpp: IDEAL,
    tls: () => ({
      ...minimalServer(CERTIFICATE),
      maxEarlyData: EARLY_DATA_LIMIT,
      acceptsEarlyData: true,
      halfRttData: true,
    }),
    nagle: 'off',
    fastOpen: 'accepted',
  },
}

/** A server with another certificate chain than the one it was measured with. */
export const serverProfile = (
  name: ServerName,
  chain: ChainName = DEFAULT_CHAIN,
): ServerProfile => {
  const profile = SERVER_PROFILES[name]
  if (chain === DEFAULT_CHAIN) return profile
  const own = certificate(IDENTITY, chain)
  return { ...profile, tls: (port) => ({ ...profile.tls(port), certificate: own }) }
}
