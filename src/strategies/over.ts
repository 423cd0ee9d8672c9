/**
 * What a dialogue is carried over: how the connection is opened, and what secures it.
 *
 * TCP alone, TLS on TCP, or QUIC, as they are chosen by the client. What the server and the path do with
 * such a choice is theirs. Another transport is another kind here, with its own choices.
 */

/** How a TCP connection is opened. */
export interface Opening {
  /** TCP Fast Open (RFC 7413) with a cookie from the earlier session. */
  readonly fastOpen: boolean
  /** The address must be looked up first: SRV, then A/AAAA. */
  readonly dns: boolean
  readonly addresses: Addresses
  /**
   * A document of the domain's web server says where the server is (XEP-0487, XEP-0156), not DNS; fetched
   * on a connection of its own, or on that which the WebSocket or BOSH then has.
   */
  readonly hostMeta: 'none' | 'before' | 'on-the-same'
  /** Its access token (OAuth 2.0) is held, or had after a login in vain (XEP-0493). */
  readonly grant: 'held' | 'fetched'
}

/** The server's addresses beside the one at which it answers, and how the client goes about them. */
export interface Addresses {
  readonly order: 'one-after-the-other' | 'happy-eyeballs'
  /** What comes of an IPv6 address, which is tried before those of IPv4. */
  readonly ipv6: 'none' | Broken
  /** What comes of the first of two addresses of the same host. */
  readonly first: 'none' | Broken
  /** What comes of the host of the SRV record with the first priority; the server's is the second. */
  readonly primary: 'none' | 'silent'
}

/** Nothing answers, or a reset does. */
export type Broken = 'silent' | 'refused'

/** TLS behind STARTTLS (RFC 6120 §5), or from the first octet on (XEP-0368). */
export type Security = 'starttls' | 'direct'

/** What of HTTP lies between TLS and XMPP: nothing, a WebSocket (RFC 7395), or BOSH (XEP-0206). */
export type HttpUse = 'none' | 'web-socket' | 'bosh'

/** What the client does in its TLS handshake. */
export interface TlsUse {
  readonly version: '1.2' | '1.3'
  /** Offers a ticket from the earlier session. */
  readonly resumed: boolean
  /** Sends its first words as early data (RFC 8446 §2.3). */
  readonly earlyData: boolean
  /** A post-quantum key share, which the server takes. */
  readonly postQuantum: boolean
  /** Its ClientHello is encrypted within another one (RFC 9849). */
  readonly encryptedHello: boolean
  /** Its ClientHello goes along with `<starttls/>` (XEP-0305). */
  readonly earlyHello: 'sent' | 'never'
  /** TLS 1.2: data behind the client's Finished (RFC 7918). */
  readonly falseStart: boolean
  /** Presents a certificate of its own where the server asks for one (XEP-0178). */
  readonly certificate: 'none' | 'presented'
}

/** Octets in the clear. */
export interface OverTcp extends Opening {
  readonly kind: 'tcp'
}

export interface OverTls extends Opening {
  readonly kind: 'tls'
  readonly security: Security
  readonly tls: TlsUse
  readonly http: HttpUse
  /** Of BOSH: a new one, or that of before, which goes on over another connection (XEP-0124 §14.3). */
  readonly session: 'new' | 'goes-on'
}

/** QUIC with TLS 1.3 inside (XEP-0467): secured from the first octet on, as direct TLS is. */
export interface OverQuic extends Opening {
  readonly kind: 'quic'
  readonly security: 'direct'
  readonly tls: TlsUse
  /** XMPP is on a stream of its own; HTTP/3 is left out. */
  readonly http: 'none'
  /** `moved`: that of before, which lives on from another address of the client (RFC 9000 §9). */
  readonly connection: 'new' | 'moved'
}

export type Over = OverTcp | OverTls | OverQuic
/** What a dialogue of XMPP's is carried over. */
export type OverSecured = OverTls | OverQuic

const ONE_ADDRESS: Addresses = {
  order: 'one-after-the-other',
  ipv6: 'none',
  first: 'none',
  primary: 'none',
}
/** As a client that knows where its server is opens a connection. */
export const OPENING: Opening = {
  fastOpen: false,
  dns: false,
  addresses: ONE_ADDRESS,
  hostMeta: 'none',
  grant: 'held',
}
const TLS: TlsUse = {
  version: '1.3',
  resumed: false,
  earlyData: false,
  postQuantum: false,
  encryptedHello: false,
  earlyHello: 'never',
  falseStart: false,
  certificate: 'none',
}

export const TCP: OverTcp = { kind: 'tcp', ...OPENING }
export const STARTTLS: OverTls = {
  kind: 'tls',
  ...OPENING,
  security: 'starttls',
  tls: TLS,
  http: 'none',
  session: 'new',
}
export const QUICKSTART: OverTls = { ...STARTTLS, tls: { ...TLS, earlyHello: 'sent' } }
export const DIRECT_TLS: OverTls = {
  kind: 'tls',
  ...OPENING,
  security: 'direct',
  tls: TLS,
  http: 'none',
  session: 'new',
}
export const WEB_SOCKET: OverTls = { ...DIRECT_TLS, http: 'web-socket' }
export const BOSH: OverTls = { ...DIRECT_TLS, http: 'bosh' }
export const BOSH_CONTINUED: OverTls = { ...BOSH, session: 'goes-on' }
export const QUIC: OverQuic = {
  kind: 'quic',
  ...OPENING,
  security: 'direct',
  tls: TLS,
  http: 'none',
  connection: 'new',
}
export const QUIC_MOVED: OverQuic = { ...QUIC, connection: 'moved' }

/** Whether HTTP carries XMPP. */
export const overHttp = (over: Over): boolean => over.kind === 'tls' && over.http !== 'none'

export const isOverBosh = (over: Over): boolean => over.kind === 'tls' && over.http === 'bosh'

/** Whether the session of before goes on, of which nothing is negotiated again. */
export const goesOn = (over: Over): boolean => over.kind === 'tls' && over.session === 'goes-on'

export const isOverQuic = ({ over }: { readonly over: Over }): boolean => over.kind === 'quic'

export const isMoved = (over: Over): boolean => over.kind === 'quic' && over.connection === 'moved'

/** By which of a server's doors a client comes in. */
export type Entrance = Security | 'websocket' | 'bosh'

export const entranceOf = ({ security, http }: OverTls): Entrance => ENTRANCES[http] ?? security

const ENTRANCES: Readonly<Record<HttpUse, Entrance | undefined>> = {
  none: undefined,
  'web-socket': 'websocket',
  bosh: 'bosh',
}

/** Whether the client has more than one address to choose from. */
export const hasSeveralAddresses = ({ over }: { readonly over: Over }): boolean => {
  const { order, ipv6, first, primary } = over.addresses
  return order === 'happy-eyeballs' || [ipv6, first, primary].some((broken) => broken !== 'none')
}

/** The same as over something with TLS in it, which the caller knows that it is. */
export function overSecured({
  name,
  over,
}: {
  readonly name: string
  readonly over: Over
}): OverSecured {
  if (over.kind !== 'tcp') return over
  throw new Error(`${name} is not over TLS`)
}

/** The same as over TLS, which the caller knows that it is; anything else is a mistake in the code. */
export function overTls({ name, over }: { readonly name: string; readonly over: Over }): OverTls {
  if (over.kind === 'tls') return over
  throw new Error(`${name} is not over TLS`)
}
