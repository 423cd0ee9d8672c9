/**
 * The conditions of a run: who connects, to whom, what becomes of Fast Open on the way, and when
 * an attempt is given up. And what they come to, together with a strategy's own choices, at the
 * layers below XMPP.
 */

import type { SimulatedSettings } from '../../attach/simulated/connection.ts'
import type { ClientModel } from '../../clients/model.ts'
import { DEFAULT_QUIC, type QuicSettings } from '../../quic/settings.ts'
import { type CertifiedServer, tlsSettings } from '../../servers/certified.ts'
import type { Against } from '../../strategies/against.ts'
import type { Over, OverSecured } from '../../strategies/over.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import type { TlsClientSettings, TlsServerSettings } from '../../tls/settings.ts'
import { type Bytes, type Duration, seconds } from '../../units.ts'
import { type PathConditions, pathSettings } from '../path-settings.ts'
import type { Held } from './held.ts'

export interface Conditions extends PathConditions {
  readonly client: ClientModel
  readonly server: CertifiedServer
  readonly timeout: Duration
}

/** Tickets are offered this long after they were received; well within their lifetime. */
const OFFER_AGE = seconds(60)

export function simulatedSettings(
  { over, against }: Pick<Strategy, 'over' | 'against'>,
  conditions: Conditions,
  held: Held,
  domain: string,
  mtu: Bytes,
): SimulatedSettings {
  return {
    ...pathSettings(over, conditions, held.cookie, domain, mtu),
    over: bothEnds(over, against, conditions, held, domain),
    reaction: conditions.client.reaction,
  }
}

const bothEnds = (
  over: Over,
  against: Against,
  { client, server, tcp }: Conditions,
  held: Held,
  domain: string,
): SimulatedSettings['over'] => {
  if (over.kind === 'tcp') return { kind: 'tcp' }
  const tls = {
    client: tlsClient(over, client, held, domain),
    server: tlsServer(over, against, server),
  }
  if (over.kind === 'tls') return { kind: 'tls', ...tls }
  const quic: QuicSettings = { ...DEFAULT_QUIC, ip: tcp.ip ?? DEFAULT_QUIC.ip }
  const far: QuicSettings = { ...quic, retry: against.retry ? 'always' : 'never' }
  return { kind: 'quic', ...tls, quic: { client: quic, server: far } }
}

function tlsClient(
  { kind, security, tls }: OverSecured,
  client: ClientModel,
  held: Held,
  domain: string,
): TlsClientSettings {
  const { serverName, alpn } = client.hello
  return {
    ...client.tls,
    versions: versionsOffered(kind, tls),
    // XEP-0467 §3 demands both over QUIC, whatever a client does elsewhere.
    serverName: serverName === 'sent' || kind === 'quic' ? domain : undefined,
    alpn: kind === 'quic' || (security === 'direct' && alpn === 'sent') ? 'xmpp-client' : undefined,
    offer: tls.resumed ? held.ticket : undefined,
    offerAge: OFFER_AGE,
    earlyData: tls.earlyData,
    postQuantum: tls.postQuantum,
    falseStart: tls.falseStart,
  }
}

/** RFC 9001 §4.2: no older version is offered over QUIC. */
const versionsOffered = (
  kind: OverSecured['kind'],
  { version }: OverSecured['tls'],
): TlsClientSettings['versions'] => {
  if (kind === 'quic') return ['1.3']
  return version === '1.2' ? ['1.2'] : ['1.2', '1.3']
}

/** A strategy may presume something of the server; whether it has it is the server's matter. */
function tlsServer(
  { security, tls }: OverSecured,
  { earlyDataRejected, helloRetryRequest }: Against,
  server: CertifiedServer,
): TlsServerSettings {
  const own = tlsSettings(server, security)
  return {
    ...own,
    postQuantum: tls.postQuantum,
    helloRetryRequest,
    acceptsEarlyData: own.acceptsEarlyData && !earlyDataRejected,
  }
}
