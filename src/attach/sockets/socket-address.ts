/** Where a socket is connected to, or listens: a name or an address, and a port. */
export interface SocketAddress {
  readonly host: string
  readonly port: number
}

/** As in a URI (RFC 3986 §3.2.2): an address of IPv6 in brackets. */
export const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host)

/** As people write it. */
export const written = ({ host, port }: SocketAddress): string => `${bracketed(host)}:${port}`
