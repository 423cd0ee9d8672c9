/** Where a socket is connected to, or listens: a name or an address, and a port. */
export interface SocketAddress {
  readonly host: string
  readonly port: number
}

/** As people write it. */
export const written = ({ host, port }: SocketAddress): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
