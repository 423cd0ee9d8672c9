/** What can be set at each end of a QUIC connection. */
import { type Duration, milliseconds, seconds } from '../units.ts'

export interface QuicSettings {
  readonly ip: 'ipv4' | 'ipv6'
  /** Octets of UDP payload in the largest datagram that is sent; at least 1200 (RFC 9000 §14). */
  readonly datagram: number
  /** The longest that an acknowledgement of application data is put off (RFC 9000 §13.2.1). */
  readonly maxAckDelay: Duration
  /** Of the path before there is a sample (RFC 9002 §6.2.2). */
  readonly initialRtt: Duration
  /** Datagrams that a probe timeout sends (RFC 9002 §6.2.4: one, or two). */
  readonly probes: 1 | 2
  /** How long a handshake may take; RFC 9000 leaves it to each end. */
  readonly handshakeTimeout: Duration
  /** Silence after which a connection is given up (RFC 9000 §10.1), if any. */
  readonly idleTimeout: Duration | undefined
  /** Server only: whether an address is validated before anything else (RFC 9000 §8.1.2). */
  readonly retry: 'never' | 'always'
  /** Octets of the token of a Retry packet; nothing prescribes them. */
  readonly tokenOctets: number
}

/**
 * The recommendations of RFC 9000 and 9002. Two probes of the one or two that they allow. No idle timeout: a
 * stream of XMPP's is silent for hours, and whether its peer is there is asked by XMPP's own means.
 */
export const DEFAULT_QUIC: QuicSettings = {
  ip: 'ipv4',
  datagram: 1_200,
  maxAckDelay: milliseconds(25),
  initialRtt: milliseconds(333),
  probes: 2,
  handshakeTimeout: seconds(30),
  idleTimeout: undefined,
  retry: 'never',
  tokenOctets: 64,
}
