/** Every kind of handshake, as settings of both ends, with what must come of it. */
import { constantly } from '../../src/processing-time.ts'
import { EJABBERD_24_12 } from '../../src/servers/ejabberd-24.12.ts'
import { certificate } from '../../src/tls/certificate.ts'
import {
  MINIMAL_CLIENT,
  NODE20_CLIENT,
  OPENSSL_SERVER,
  type TicketPolicy,
  type TlsClientSettings,
  type TlsServerSettings,
} from '../../src/tls/settings.ts'
import { type TlsVersion, ticketId } from '../../src/tls/ticket.ts'
import { milliseconds } from '../../src/units.ts'
import { ticketOf } from './pair.ts'

export interface Handshake {
  readonly name: string
  readonly client: TlsClientSettings
  readonly server: TlsServerSettings
  readonly waits: number
  readonly version: TlsVersion
  readonly resumed: boolean
  /** `unsaid`: the client may send none. */
  readonly early: 'accepted' | 'rejected' | 'unsaid'
}

const OCTETS = { '1.2': 176, '1.3': 208 }
const named = (key: string, spent: ReadonlySet<string> = new Set()): TicketPolicy => ({
  kind: 'resume',
  key,
  octets: OCTETS,
  spent,
})

const cert = certificate('the one', 'ecdsa-p384')
const server: TlsServerSettings = {
  ...OPENSSL_SERVER,
  certificate: cert,
  tickets: named('key'),
  maxEarlyData: 16_384,
  acceptsEarlyData: true,
}
const ejabberd: TlsServerSettings = { ...EJABBERD_24_12.tls.direct, certificate: cert }
const client: TlsClientSettings = MINIMAL_CLIENT
const client12: TlsClientSettings = { ...client, versions: ['1.2'] }
const offer = ticketOf(client, server)
const offer12 = ticketOf(client12, server)
const resuming: TlsClientSettings = { ...client, offer }
const eager: TlsClientSettings = { ...resuming, earlyData: true }

const full = { version: '1.3', resumed: false, early: 'unsaid', waits: 1 } as const
const again = { ...full, resumed: true } as const
const full12 = { ...full, version: '1.2', waits: 2 } as const

const retrying: TlsServerSettings = { ...server, helloRetryRequest: true }
const old: TlsServerSettings = { ...server, versions: ['1.2'] }
const spent: TlsServerSettings = { ...server, tickets: named('key', new Set([ticketId(offer)])) }

export const HANDSHAKES: readonly Handshake[] = [
  { name: '1.3 full', client, server, ...full },
  { name: '1.3 full, offered both', client: NODE20_CLIENT, server, ...full },
  {
    name: '1.3 full after thinking',
    client,
    server: { ...server, flightThink: constantly(milliseconds(1)) },
    ...full,
  },
  {
    name: '1.3 post-quantum',
    client: { ...client, postQuantum: true },
    server: { ...server, postQuantum: true },
    ...full,
  },
  {
    name: '1.3 without tickets',
    client,
    server: { ...server, tickets: { kind: 'none' } },
    ...full,
  },
  { name: '1.3 with client certificate', client, server: ejabberd, ...full },
  { name: '1.3 retried', client, server: retrying, ...full, waits: 2 },
  { name: '1.3 resumed', client: resuming, server, ...again },
  { name: '1.3 resumed and retried', client: resuming, server: retrying, ...again, waits: 2 },
  { name: '1.3, ticket spent', client: resuming, server: spent, ...full },
  {
    name: '1.3, ticket of a rotated key',
    client: resuming,
    server: { ...server, tickets: named('other') },
    ...full,
  },
  {
    name: '1.3, ticket too old',
    client: { ...eager, offerAge: offer.lifetime, offer: { ...offer, lifetime: milliseconds(1) } },
    server,
    ...full,
  },
  { name: '1.3, ticket of 1.2', client: { ...NODE20_CLIENT, offer: offer12 }, server, ...full },
  { name: '0-RTT', client: eager, server, ...again, early: 'accepted', waits: 0 },
  {
    name: '0-RTT after thinking',
    client: eager,
    server: { ...server, flightThink: constantly(milliseconds(1)) },
    ...again,
    early: 'accepted',
    waits: 0,
  },
  {
    name: '0-RTT rejected',
    client: eager,
    server: { ...server, acceptsEarlyData: false, flightThink: constantly(milliseconds(1)) },
    ...again,
    early: 'rejected',
  },
  { name: '0-RTT, ticket spent', client: eager, server: spent, ...full, early: 'rejected' },
  {
    name: '0-RTT retried',
    client: eager,
    server: retrying,
    ...again,
    early: 'rejected',
    waits: 2,
  },
  {
    name: '0-RTT, too much for the ticket',
    client: { ...eager, offer: { ...offer, maxEarlyData: 10 } },
    server,
    ...again,
  },
  {
    name: '0-RTT not granted',
    client: { ...eager, offer: { ...offer, maxEarlyData: 0 } },
    server,
    ...again,
  },
  { name: '1.2 full', client: client12, server, ...full12 },
  { name: '1.2 full, server of 1.2', client: NODE20_CLIENT, server: old, ...full12 },
  {
    name: '1.2 with client certificate',
    client: client12,
    server: ejabberd,
    ...full12,
  },
  {
    name: '1.2 False Start',
    client: { ...client12, falseStart: true },
    server,
    ...full12,
    waits: 1,
  },
  {
    name: '1.2 resumed',
    client: { ...client12, offer: offer12 },
    server,
    ...full12,
    resumed: true,
    waits: 1,
  },
  {
    name: '1.2, ticket of 1.3',
    client: { ...NODE20_CLIENT, offer },
    server: old,
    ...full12,
  },
]
