/**
 * The conditions of a run: the server, the path's treatment of Fast Open, and when an attempt
 * is given up. And what they come to, together with a strategy's choices, at the layers below
 * XMPP.
 */

import type { SimulatedSettings } from '../../attach/simulated/connection.ts'
import type { ServerProfile } from '../../servers/catalogue.ts'
import type { FastOpenUse } from '../../stack/tcp-stack.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import type { TcpSettings } from '../../tcp/settings.ts'
import { IDEAL, LINUX } from '../../tcp/settings.ts'
import {
  NODE20_CLIENT,
  type TlsClientSettings,
  type TlsServerSettings,
} from '../../tls/settings.ts'
import { type Bytes, type Duration, seconds } from '../../units.ts'
import type { Held } from './held.ts'

/**
 * What becomes of Fast Open between client and server; `stale` is a cookie that the server
 * does not know any more, because the client's address has changed.
 */
export const FAST_OPEN_FAULTS = [
  'syn-dropped',
  'option-stripped',
  'payload-stripped',
  'stale',
] as const
export type FastOpenFault = (typeof FAST_OPEN_FAULTS)[number]

export interface Conditions {
  readonly server: ServerProfile
  readonly timeout: Duration
  readonly tcp: TcpChoice
  readonly fastOpenFault: FastOpenFault | undefined
}

/** What can be chosen of TCP, at both ends unless it says otherwise. */
export interface TcpChoice {
  /** Linux's tick and timer wheel, or exact timers. */
  readonly timers: 'linux' | 'ideal'
  readonly hz: Hz
  readonly congestion: 'cubic' | 'reno'
  /** The client's; the server's is its profile's. */
  readonly nagle: 'off' | 'on'
}

export const HZ = [100, 250, 300, 1000] as const
export type Hz = (typeof HZ)[number]

/** Linux as distributed, and a client that sets TCP_NODELAY, as chat clients do. */
export const DEFAULT_TCP: TcpChoice = {
  timers: 'linux',
  hz: 250,
  congestion: 'cubic',
  nagle: 'off',
}

/** The cookie that the server grants to the client's present address (RFC 7413 §4.1.2). */
const COOKIE = '8b1f5c0d3a7e9642'
/** What a client holds whose address has changed since: the server does not know it any more. */
const STALE_COOKIE = '2469e7a3d0c5f1b8'
/** Tickets are offered this long after they were received; well within their lifetime. */
const OFFER_AGE = seconds(60)

/** All that the layers below XMPP need to know of a strategy. */
type Connecting = Pick<Strategy, 'security' | 'transport'>

export function simulatedSettings(
  strategy: Connecting,
  conditions: Conditions,
  held: Held,
  domain: string,
  mtu: Bytes,
): SimulatedSettings {
  const { server } = conditions
  const base: TcpSettings = { ...tcpSettings(conditions.tcp), mtu }
  return {
    tcp: {
      client: base,
      server: {
        ...base,
        nagle: server.nagle,
        fastOpen:
          server.fastOpen === 'accepted'
            ? { kind: 'enabled', cookie: COOKIE }
            : { kind: 'disabled' },
      },
    },
    over: {
      kind: 'tls',
      client: tlsClient(strategy, held, domain),
      server: tlsServer(strategy, server),
    },
    fastOpen: strategy.transport.fastOpen ? fastOpenUse(conditions, held) : undefined,
    middlebox: conditions.fastOpenFault === 'stale' ? undefined : conditions.fastOpenFault,
    lookUp: strategy.transport.dns ? domain : undefined,
  }
}

/** What both ends' TCP is set to before profile and server have their say. */
export const tcpSettings = ({ timers, hz, congestion, nagle }: TcpChoice): TcpSettings => {
  const preset = timers === 'ideal' ? IDEAL : LINUX
  const tick = preset.timers.kind === 'linux' ? { ...preset.timers, hz } : preset.timers
  return { ...preset, timers: tick, congestion, nagle }
}

function tlsClient(strategy: Connecting, held: Held, domain: string): TlsClientSettings {
  const { tls } = strategy.transport
  return {
    ...NODE20_CLIENT,
    versions: tls.version === '1.2' ? ['1.2'] : ['1.2', '1.3'],
    serverName: domain,
    alpn: strategy.security === 'direct' ? 'xmpp-client' : undefined,
    offer: tls.resumed ? held.ticket : undefined,
    offerAge: OFFER_AGE,
    earlyData: tls.earlyData,
    postQuantum: tls.postQuantum,
    falseStart: tls.falseStart,
  }
}

/** A strategy may presume something of the server; whether it has it is the server's matter. */
function tlsServer(strategy: Connecting, server: ServerProfile): TlsServerSettings {
  const { tls } = strategy.transport
  const own = server.tls(strategy.security)
  return {
    ...own,
    postQuantum: tls.postQuantum,
    helloRetryRequest: tls.helloRetryRequest,
    acceptsEarlyData: own.acceptsEarlyData && !tls.earlyDataRejected,
  }
}

/**
 * With no cookie held the client asks for one, which saves nothing this time. None can be stale
 * either that a server without Fast Open never gave.
 */
function fastOpenUse({ fastOpenFault, server }: Conditions, held: Held): FastOpenUse {
  const isStale = fastOpenFault === 'stale' && server.fastOpen === 'accepted'
  const cookie = isStale ? STALE_COOKIE : held.cookie?.cookie
  return {
    option: cookie === undefined ? { kind: 'request' } : { kind: 'cookie', cookie },
    cachedMss: held.cookie?.mss,
  }
}
