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
}

/** TLS behind STARTTLS (RFC 6120 §5), or from the first octet on (XEP-0368). */
export type Security = 'starttls' | 'direct'

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
}

/** Octets in the clear. */
export interface OverTcp extends Opening {
  readonly kind: 'tcp'
}

export interface OverTls extends Opening {
  readonly kind: 'tls'
  readonly security: Security
  readonly tls: TlsUse
}

/** QUIC with TLS 1.3 inside (XEP-0467): secured from the first octet on, as direct TLS is. */
export interface OverQuic extends Opening {
  readonly kind: 'quic'
  readonly security: 'direct'
  readonly tls: TlsUse
  /** `moved`: that of before, which lives on from another address of the client (RFC 9000 §9). */
  readonly connection: 'new' | 'moved'
}

export type Over = OverTcp | OverTls | OverQuic
/** What a dialogue of XMPP's is carried over. */
export type OverSecured = OverTls | OverQuic

const OPENING: Opening = { fastOpen: false, dns: false }
const TLS: TlsUse = {
  version: '1.3',
  resumed: false,
  earlyData: false,
  postQuantum: false,
  falseStart: false,
}

export const TCP: OverTcp = { kind: 'tcp', ...OPENING }
export const STARTTLS: OverTls = { kind: 'tls', ...OPENING, security: 'starttls', tls: TLS }
export const DIRECT_TLS: OverTls = { kind: 'tls', ...OPENING, security: 'direct', tls: TLS }
/** Who has it: XEP-0467 has one implementation, in front of a server. */
export const NO_QUIC_SERVER =
  'no released Prosody, ejabberd or Openfire speaks QUIC; xmpp-proxy does, in front of one, without 0-RTT'
export const QUIC: OverQuic = {
  kind: 'quic',
  ...OPENING,
  security: 'direct',
  tls: TLS,
  connection: 'new',
}
export const QUIC_MOVED: OverQuic = { ...QUIC, connection: 'moved' }

export const isMoved = (over: Over): boolean => over.kind === 'quic' && over.connection === 'moved'

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
