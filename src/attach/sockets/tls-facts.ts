/** What a handshake of a real TLS stack tells the application, at either end. */
import type { TLSSocket } from 'node:tls'
import type { TlsFacts } from '../../transport.ts'
import type { ServerHello } from './server-hello.ts'

/** RFC 9266 §2. */
const EXPORTER_LABEL = 'EXPORTER-Channel-Binding'
const EXPORTER_OCTETS = 32

/** What Node does not tell of a handshake. */
export interface Seen {
  readonly end: 'client' | 'server'
  readonly hello: ServerHello
  readonly endPoint: Uint8Array | undefined
}

export const tlsFacts = (socket: TLSSocket, { end, hello, endPoint }: Seen): TlsFacts => {
  const version = socket.getProtocol() === 'TLSv1.3' ? '1.3' : '1.2'
  const resumed = socket.isSessionReused()
  // On TLS 1.2 it needs the extended master secret (RFC 9266 §4.2).
  const exports = version === '1.3' || hello.extendsMasterSecret
  return {
    version,
    resumed,
    exporter: exports
      ? socket.exportKeyingMaterial(EXPORTER_OCTETS, EXPORTER_LABEL, Buffer.alloc(0))
      : undefined,
    unique: version === '1.2' ? firstFinished(socket, resumed, end) : undefined,
    serverEndPoint: endPoint,
  }
}

/** RFC 5929 §3.1: the client's, and the server's in a handshake that resumes. */
const firstFinished = (
  socket: TLSSocket,
  resumed: boolean,
  end: 'client' | 'server',
): Uint8Array | undefined =>
  (end === 'client') === resumed ? socket.getPeerFinished() : socket.getFinished()
