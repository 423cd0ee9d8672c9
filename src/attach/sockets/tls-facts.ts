/** What a handshake of a real TLS stack tells the application, at either end. */
import type { TLSSocket } from 'node:tls'
import type { TlsFacts } from '../../transport.ts'

/** RFC 9266 §2. */
const EXPORTER_LABEL = 'EXPORTER-Channel-Binding'
const EXPORTER_OCTETS = 32

export const tlsFacts = (socket: TLSSocket, endPoint: Uint8Array | undefined): TlsFacts => {
  const version = socket.getProtocol() === 'TLSv1.3' ? '1.3' : '1.2'
  return {
    version,
    resumed: socket.isSessionReused(),
    // On TLS 1.2 it needs the extended master secret (RFC 9266 §4.2), of which Node says nothing.
    exporter:
      version === '1.3'
        ? socket.exportKeyingMaterial(EXPORTER_OCTETS, EXPORTER_LABEL, Buffer.alloc(0))
        : undefined,
    serverEndPoint: endPoint,
  }
}
