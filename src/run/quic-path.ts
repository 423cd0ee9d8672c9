/** On which paths QUIC can be used: those that bring its smallest Initial across (RFC 9000 §14). */
import type { ResolvedProfile } from '../profiles/resolve.ts'
import { DEFAULT_QUIC } from '../quic/settings.ts'
import { DATAGRAM_HEADERS } from '../quic/sizes.ts'
import { type Bytes, bytes } from '../units.ts'
import type { TcpChoice } from './tcp-choice.ts'

/** Of the IP packet around such a datagram. */
export const leastMtu = ({ ip = DEFAULT_QUIC.ip }: Pick<TcpChoice, 'ip'>): Bytes =>
  bytes(DEFAULT_QUIC.datagram + DATAGRAM_HEADERS[ip])

/** The first that is too narrow for it, if any. */
export const tooNarrow = (
  profiles: readonly ResolvedProfile[],
  tcp: Pick<TcpChoice, 'ip'>,
): ResolvedProfile | undefined => profiles.find(({ mtu }) => mtu < leastMtu(tcp))
