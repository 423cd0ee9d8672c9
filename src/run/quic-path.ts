/** On which paths QUIC can be used: those that bring its smallest Initial across (RFC 9000 §14). */
import type { ResolvedProfile } from '../profiles/resolve.ts'
import { DEFAULT_QUIC } from '../quic/settings.ts'
import { DATAGRAM_HEADERS } from '../quic/sizes.ts'
import { type Bytes, bytes } from '../units.ts'

/** Of the IPv4 packet around such a datagram; every link that carries IPv6 has room for one (RFC 8200 §5). */
export const LEAST_QUIC_MTU: Bytes = bytes(DEFAULT_QUIC.datagram + DATAGRAM_HEADERS.ipv4)

/** The first that is too narrow for it, if any. */
export const tooNarrowForQuic = (
  profiles: readonly ResolvedProfile[],
): ResolvedProfile | undefined => profiles.find(({ mtu }) => mtu < LEAST_QUIC_MTU)
