/**
 * The conditions of a run: who connects, to whom, what becomes of Fast Open on the way, and when
 * an attempt is given up. And what they come to, together with a strategy's own choices, at the
 * layers below XMPP.
 */

import type { SimulatedSettings } from '../../attach/simulated/connection.ts'
import type { ClientModel } from '../../clients/model.ts'
import { type CertifiedServer, tlsSettings } from '../../servers/certified.ts'
import type { Against } from '../../strategies/against.ts'
import type { Over, OverTls } from '../../strategies/over.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import { CHAINS, type ClientCertificate } from '../../tls/certificate.ts'
import type { TlsClientSettings, TlsServerSettings } from '../../tls/settings.ts'
import { type Bytes, type Duration, seconds } from '../../units.ts'
import { type Account, bareAddress } from '../../xmpp/account.ts'
import type { Carriage } from '../../xmpp/dialogue/layered.ts'
import { ALPN, clientCarriage } from '../carriage.ts'
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
  account: Account,
  mtu: Bytes,
): SimulatedSettings {
  return {
    ...pathSettings(over, conditions, held.cookie, account.domain, mtu),
    over: bothEnds(over, against, conditions, held, account),
    reaction: conditions.client.reaction,
  }
}

/** Of the client; the server's end is the peer's. */
export const simulatedCarriage = (
  { over }: Pick<Strategy, 'over'>,
  { server }: Conditions,
  domain: string,
): Carriage | undefined =>
  clientCarriage(over, { host: domain, target: server.http.webSocket.target })

const bothEnds = (
  over: Over,
  against: Against,
  { client, server }: Conditions,
  held: Held,
  account: Account,
): SimulatedSettings['over'] =>
  over.kind === 'tcp'
    ? { kind: 'tcp' }
    : {
        kind: 'tls',
        client: tlsClient(over, client, held, account),
        server: tlsServer(over, against, server),
      }

function tlsClient(
  { security, tls, http }: OverTls,
  client: ClientModel,
  held: Held,
  account: Account,
): TlsClientSettings {
  const { serverName, alpn } = client.hello
  return {
    ...client.tls,
    versions: tls.version === '1.2' ? ['1.2'] : ['1.2', '1.3'],
    serverName: serverName === 'sent' ? account.domain : undefined,
    alpn: security === 'direct' && alpn === 'sent' ? ALPN[http] : undefined,
    offer: tls.resumed ? held.ticket : undefined,
    offerAge: OFFER_AGE,
    earlyData: tls.earlyData,
    postQuantum: tls.postQuantum,
    falseStart: tls.falseStart,
    certificate: tls.certificate === 'none' ? undefined : certificateFor(account),
  }
}

/** Of one key and nobody's authority, as servers pin them (XEP-0257). */
const certificateFor = (account: Account): ClientCertificate => ({
  chain: CHAINS['self-signed'],
  address: bareAddress(account),
})

/** A strategy may presume something of the server; whether it has it is the server's matter. */
function tlsServer(
  { security, tls }: OverTls,
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
