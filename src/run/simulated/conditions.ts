/**
 * The conditions of a run: who connects, to whom, what becomes of Fast Open on the way, and when
 * an attempt is given up. And what they come to, together with a strategy's own choices, at the
 * layers below XMPP.
 */

import type { SimulatedSettings } from '../../attach/simulated/connection.ts'
import type { SimulatedDialogue, SimulatedLayers } from '../../attach/simulated/layers.ts'
import type { PrecededSettings, PrecedingTalk } from '../../attach/simulated/preceded-connection.ts'
import type { Question } from '../../attach/simulated/questions.ts'
import type { ClientModel } from '../../clients/model.ts'
import { DEFAULT_QUIC, type QuicSettings } from '../../quic/settings.ts'
import { type CertifiedServer, tlsSettings } from '../../servers/certified.ts'
import type { Against } from '../../strategies/against.ts'
import { type Over, type OverSecured, overHttp } from '../../strategies/over.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import { CHAINS, type ClientCertificate } from '../../tls/certificate.ts'
import type { TlsClientSettings, TlsServerSettings } from '../../tls/settings.ts'
import { type Bytes, type Duration, ZERO } from '../../units.ts'
import { type Account, bareAddress } from '../../xmpp/account.ts'
import type { Carriage } from '../../xmpp/dialogue/layered.ts'
import type { Memory } from '../../xmpp/dialogue/memory.ts'
import { ALPN, clientCarriage } from '../carriage.ts'
import { hostMeta2Answer, hostMetaAnswer, hostMetaRequest } from '../host-meta.ts'
import { metadataAnswer, metadataRequest, tokenAnswer, tokenRequest } from '../oauth.ts'
import { type PathConditions, pathSettings } from '../path-settings.ts'
import type { Held } from './held.ts'
import { refusedLogin } from './refused-login.ts'

export interface Conditions extends PathConditions {
  readonly client: ClientModel
  readonly server: CertifiedServer
  readonly timeout: Duration
}

type PathSettings = ReturnType<typeof pathSettings>

export function simulatedSettings(
  { over, against, said }: Pick<Strategy, 'over' | 'against' | 'said'>,
  conditions: Conditions,
  held: Held,
  account: Account,
  mtu: Bytes,
): PrecededSettings {
  const { domain } = account
  const path = pathSettings(over, conditions, held.cookie, domain, mtu)
  const { reaction } = conditions.client
  const own = { over: bothEnds(over, against, conditions, held, account), reaction }
  const asked = over.hostMeta === 'on-the-same' ? [hostMeta(over, domain)] : undefined
  const plainly = { ...path, ...own, asked }
  const attempt =
    against.encryptedHello === 'taken' ? plainly : { ...rejected(path, own, against), asked }
  const before: readonly PrecedingTalk[] = [
    ...(over.hostMeta === 'before' ? [fetched(path, own, hostMeta(over, domain))] : []),
    ...(over.grant === 'fetched' ? granted(path, own, said, conditions, account) : []),
  ]
  return before.reduceRight<PrecededSettings>((last, first) => behind(first, last), attempt)
}

const hostMeta = (over: Over, domain: string): Question => ({
  request: hostMetaRequest(domain),
  answer: overHttp(over) ? hostMetaAnswer(domain) : hostMeta2Answer(domain),
  layer: 'dns',
})

/**
 * A login in vain, which says where tokens are had, and two visits there. None uses a connection again.
 * Where nobody is logged in so, the client finds that out at once, and that is all (XEP-0493 §2.3.1).
 */
function granted(
  path: PathSettings,
  own: SimulatedDialogue,
  said: Strategy['said'],
  { server }: Conditions,
  account: Account,
): readonly PrecedingTalk[] {
  const { domain, enrolled } = account
  const inVain = refusedLogin(said, server, account)
  if (!inVain.some(({ layer }) => layer === 'auth')) return []
  const layer = 'auth'
  return [
    { settings: { ...path, ...PLAINLY, ...own }, asked: inVain },
    fetched(path, own, {
      ...{ request: metadataRequest(domain), answer: metadataAnswer(domain), layer },
    }),
    fetched(path, own, {
      ...{ request: tokenRequest(domain), answer: tokenAnswer(enrolled?.accessToken ?? ''), layer },
    }),
  ]
}

/** With another connection before all that there are. */
const behind = (
  first: PrecedingTalk,
  { before, ...settings }: PrecededSettings,
): PrecededSettings => ({
  ...settings,
  before: before === undefined ? first : { ...before, settings: behind(first, before.settings) },
})

/** Something from the domain's web server, which has one address and its certificate. */
const fetched = (path: PathSettings, own: SimulatedDialogue, asked: Question): PrecedingTalk => {
  const { over } = own
  const web: SimulatedLayers =
    over.kind === 'tcp'
      ? over
      : {
          ...over,
          client: {
            ...over.client,
            ...{ alpn: 'http/1.1', offer: undefined, earlyData: false, encryptedHello: false },
          },
        }
  return {
    settings: { ...path, ...PLAINLY, ...own, over: web },
    asked: [asked],
  }
}

/** As a client that knows where to connect to, with nothing from before. */
const PLAINLY = { fastOpen: undefined, lookUp: undefined, destinations: undefined } as const

/** Where the server is has been found out. */
const found = (destinations: PathSettings['destinations']): PathSettings['destinations'] =>
  destinations && {
    ...destinations,
    list: destinations.list.filter(({ reaches }) => reaches === 'server').slice(0, 1),
  }

/**
 * RFC 9849 §6.1.6: a server that rejects an encrypted ClientHello and names no other key has done away
 * with it, and the client connects once more without; with another that it names, where it does. The
 * handshake is completed, with the certificate of the public name, and then closed (`ech_required`): names
 * are as long as one another here, and so are certificates. No ticket is of use in the first handshake
 * (§6.1.2), and no early data is sent in it.
 */
function rejected(
  path: PathSettings,
  own: SimulatedDialogue,
  { encryptedHello: fate }: Against,
): PrecededSettings {
  const { over } = own
  if (over.kind === 'tcp') return { ...path, ...own }
  const { client, server } = over
  const inVain: SimulatedLayers = {
    ...over,
    client: { ...client, earlyData: false },
    server: {
      ...server,
      ...{ tickets: { kind: 'none' }, acceptsEarlyData: false },
      encryptedHelloKey: { publicName: fate === 'rekeyed' ? client.serverName : undefined },
    },
  }
  return {
    ...path,
    lookUp: undefined,
    destinations: found(path.destinations),
    ...own,
    over: { ...over, client: { ...client, encryptedHello: fate === 'rekeyed' } },
    before: { settings: { ...path, ...own, over: inVain }, asked: [] },
  }
}

/** Of the client; the server's end is the peer's. */
export const simulatedCarriage = (
  { over }: Pick<Strategy, 'over'>,
  { server: { http } }: Conditions,
  host: string,
  memory: Memory,
): Carriage | undefined =>
  clientCarriage(
    over,
    { host, targets: { 'web-socket': http.webSocket.target, bosh: http.bosh.target } },
    memory,
  )

const bothEnds = (
  over: Over,
  against: Against,
  { client, server, tcp }: Conditions,
  held: Held,
  account: Account,
): SimulatedSettings['over'] => {
  if (over.kind === 'tcp') return { kind: 'tcp' }
  const tls = {
    client: tlsClient(over, client, held, account),
    server: tlsServer(over, against, server),
  }
  if (over.kind === 'tls') return { kind: 'tls', ...tls }
  const quic: QuicSettings = { ...DEFAULT_QUIC, ip: tcp.ip ?? DEFAULT_QUIC.ip }
  const far: QuicSettings = { ...quic, retry: against.retry ? 'always' : 'never' }
  return { kind: 'quic', ...tls, quic: { client: quic, server: far } }
}

function tlsClient(
  { kind, security, tls, http }: OverSecured,
  client: ClientModel,
  held: Held,
  account: Account,
): TlsClientSettings {
  const { serverName, alpn } = client.hello
  return {
    ...client.tls,
    ...(security === 'direct' ? client.tlsOnDirect : undefined),
    versions: versionsOffered(kind, tls),
    // XEP-0467 §3 demands both over QUIC, whatever a client does elsewhere.
    serverName: serverName === 'sent' || kind === 'quic' ? account.domain : undefined,
    alpn: kind === 'quic' || (security === 'direct' && alpn === 'sent') ? ALPN[http] : undefined,
    offer: tls.resumed ? held.ticket?.ticket : undefined,
    offerAge: held.ticket?.age ?? ZERO,
    earlyData: tls.earlyData,
    postQuantum: tls.postQuantum,
    encryptedHello: tls.encryptedHello,
    earlyHello: tls.earlyHello,
    falseStart: tls.falseStart,
    certificate: tls.certificate === 'none' ? undefined : certificateFor(account),
  }
}

/** Of one key and nobody's authority, as servers pin them (XEP-0257). */
const certificateFor = (account: Account): ClientCertificate => ({
  chain: CHAINS['self-signed'],
  address: bareAddress(account),
})

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
