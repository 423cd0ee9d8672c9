/**
 * What a client remembers in order to resume a TLS session, and a server's own word on it.
 *
 * A ticket is a value: the server keeps no table of those it has issued. Whether one resumes
 * is decided by the name of the key it was sealed with, as with self-encrypted tickets
 * (RFC 5077 §4): a server that has rotated its key, another port or another machine of a
 * cluster simply has another key name. Left out: the binding of early data to ALPN, SNI and
 * cipher suite (RFC 8446 §4.2.10), because a client here never changes them between two
 * connections to the same server.
 */
import type { TlsFacts } from '../transport.ts'
import type { Duration } from '../units.ts'

export type TlsVersion = '1.2' | '1.3'

export interface Ticket {
  /** Two words that are no other ticket's: what {@link ticketId} is made of. */
  readonly words: readonly [number, number]
  readonly version: TlsVersion
  /** Name of the key that sealed it. Empty: no server resumes it. */
  readonly key: string
  /** Length of the opaque ticket in octets, which the client repeats when it offers it. */
  readonly octets: number
  /** RFC 8446 §4.6.1: the client must not offer it when it is older. */
  readonly lifetime: Duration
  /** Octets of early data that the server will take (RFC 8446 §4.2.10); 0 for none. */
  readonly maxEarlyData: number
  /** `tls-server-end-point` data of the certificate of the session (RFC 5929 §4). */
  readonly serverEndPoint: Uint8Array
  /** Of the session it resumes; what that is called is made up where it is asked for. */
  readonly resumes: Pick<TlsFacts, 'session'>
}

/** Many tickets are issued, and few of them are ever called by a name. */
export const ticketId = ({ words: [first, second] }: Pick<Ticket, 'words'>): string =>
  `${first}-${second}`
