/**
 * TLS of a listener: one context for all connections of a port, so that tickets resume where
 * the server to be imitated resumes them, and what a finished handshake tells the application.
 *
 * Leaves out early data and ALPN: Node's TLS has no early data at the server, and the servers
 * that were measured select no protocol.
 */
import { constants } from 'node:crypto'
import { createSecureContext, type SecureContext } from 'node:tls'
import { serverEndPoint } from '../sockets/end-point.ts'

export interface ListeningTls {
  /** PEM; the leaf first, then what leads to its root. */
  readonly certificate: string
  readonly key: string
  /** DER of the leaf, for channel binding. */
  readonly leaf: Uint8Array
  /** `useless`: sent, and never resumed, as by a server that keeps no sessions. */
  readonly tickets: 'resume' | 'useless'
  /** Taken, in any order; at least one. */
  readonly versions: readonly ('1.2' | '1.3')[]
  readonly requestsClientCertificate: boolean
}

/** What connections of one port share. */
export interface PortTls {
  readonly context: SecureContext
  readonly endPoint: Uint8Array | undefined
  readonly requestsClientCertificate: boolean
}

export const portTls = (settings: ListeningTls): PortTls => ({
  context: createSecureContext({
    cert: settings.certificate,
    key: settings.key,
    minVersion: settings.versions.includes('1.2') ? 'TLSv1.2' : 'TLSv1.3',
    maxVersion: settings.versions.includes('1.3') ? 'TLSv1.3' : 'TLSv1.2',
    // Without a name of its own OpenSSL refuses to resume where a client certificate is wanted.
    sessionIdContext: 'xmpp-rtt',
    secureOptions:
      constants.SSL_OP_NO_RENEGOTIATION |
      // Sessions are then to be kept by the server, under the 32 octets that stand in the ticket;
      // and nobody keeps them.
      (settings.tickets === 'useless' ? constants.SSL_OP_NO_TICKET : 0),
  }),
  endPoint: serverEndPoint(settings.leaf),
  requestsClientCertificate: settings.requestsClientCertificate,
})
