/**
 * What a dialogue is carried over: how the connection is opened, and what secures it.
 *
 * TCP alone, or TLS on TCP, as they are chosen by the client. What the server and the path do with
 * such a choice is theirs. Another transport is another kind here, with its own choices.
 */

/** How a TCP connection is opened. */
export interface Opening {
  /** TCP Fast Open (RFC 7413) with a cookie from the earlier session. */
  readonly fastOpen: boolean
  /** The address must be looked up first: SRV, then A/AAAA. */
  readonly dns: boolean
}

/** TLS behind STARTTLS (RFC 6120 §5), or from the first octet on (XEP-0368). */
export type Security = 'starttls' | 'direct'

/** What of HTTP lies between TLS and XMPP: nothing, or a WebSocket (RFC 7395). */
export type HttpUse = 'none' | 'web-socket'

/** What the client does in its TLS handshake. */
export interface TlsUse {
  readonly version: '1.2' | '1.3'
  /** Offers a ticket from the earlier session. */
  readonly resumed: boolean
  /** Sends its first words as early data (RFC 8446 §2.3). */
  readonly earlyData: boolean
  /** A post-quantum key share, which the server takes. */
  readonly postQuantum: boolean
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
}

export type Over = OverTcp | OverTls

const OPENING: Opening = { fastOpen: false, dns: false }
const TLS: TlsUse = {
  version: '1.3',
  resumed: false,
  earlyData: false,
  postQuantum: false,
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
}
export const DIRECT_TLS: OverTls = {
  kind: 'tls',
  ...OPENING,
  security: 'direct',
  tls: TLS,
  http: 'none',
}
export const WEB_SOCKET: OverTls = { ...DIRECT_TLS, http: 'web-socket' }

/** Whether HTTP carries XMPP. */
export const overHttp = (over: Over): boolean => over.kind === 'tls' && over.http !== 'none'

/** By which of a server's doors a client comes in. */
export type Entrance = Security | 'websocket'

export const entranceOf = ({ security, http }: OverTls): Entrance =>
  http === 'web-socket' ? 'websocket' : security

/** The same as over TLS, which the caller knows that it is; anything else is a mistake in the code. */
export function overTls({ name, over }: { readonly name: string; readonly over: Over }): OverTls {
  if (over.kind === 'tls') return over
  throw new Error(`${name} is not over TLS`)
}
