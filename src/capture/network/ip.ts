/**
 * IP packets as octets: IPv4 (RFC 791) and IPv6 (RFC 8200), without options and extension headers,
 * never fragmented; what they carry comes with its checksum over the pseudo header.
 */
import { joined, number, type OctetPart, u16, u32 } from '../octets/build.ts'
import { internetChecksum } from './checksum.ts'

export const PROTOCOL = { tcp: 6, udp: 17 } as const

export interface IpAddresses {
  readonly source: Uint8Array
  readonly destination: Uint8Array
}

export interface IpPayload {
  readonly protocol: (typeof PROTOCOL)[keyof typeof PROTOCOL]
  /** Header and contents, whose checksum is zero. */
  readonly octets: Uint8Array
  /** Where the checksum goes. */
  readonly checksumAt: number
}

const HOP_LIMIT = 64
const DONT_FRAGMENT = 0x4000

/** By the length of the addresses; `identification` is IPv4's alone. */
export function ipPacket(
  addresses: IpAddresses,
  payload: IpPayload,
  identification: number,
): Uint8Array {
  const { protocol, octets } = payload
  const { source, destination } = addresses
  const contents = summed(addresses, payload)
  if (source.length === 4) {
    const header = joined(
      [0x45, 0],
      u16(20 + octets.length),
      u16(identification % 0x1_0000),
      u16(DONT_FRAGMENT),
      [HOP_LIMIT, protocol, 0, 0],
      source,
      destination,
    )
    header.set(u16(internetChecksum(header)), 10)
    return joined(header, contents)
  }
  const header = joined(
    u32(0x6000_0000),
    u16(octets.length),
    [protocol, HOP_LIMIT],
    source,
    destination,
  )
  return joined(header, contents)
}

function summed({ source, destination }: IpAddresses, payload: IpPayload): Uint8Array {
  const { protocol, octets, checksumAt } = payload
  const lengths: readonly OctetPart[] =
    source.length === 4
      ? [[0, protocol], u16(octets.length)]
      : [u32(octets.length), [0, 0, 0, protocol]]
  const sum = internetChecksum(joined(source, destination, ...lengths, octets))
  const all = Uint8Array.from(octets)
  // RFC 768: UDP's zero would say that there is no checksum.
  all.set(number(protocol === PROTOCOL.udp && sum === 0 ? 0xffff : sum, 2), checksumAt)
  return all
}
