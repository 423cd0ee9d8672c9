/**
 * Captured frames as IP packets, and what these carry, as far as it was captured. What is malformed, or is a
 * later fragment of something, is nothing.
 *
 * Link types: Ethernet with VLAN tags (IEEE 802.1Q, 802.1ad), Linux “cooked” in both versions,
 * loopback of the BSDs, raw IP. IPv6 extension headers are passed over. Left out: tunnels, PPPoE,
 * MPLS, 802.11; reassembly of fragments.
 */
import { LINK_TYPE } from '../file/blocks.ts'

/** What a packet carries. */
export interface ReceivedPayload {
  /** Of IANA's protocol numbers. */
  readonly protocol: number
  /** What was captured of it. */
  readonly octets: Uint8Array
  /** Octets that were sent. */
  readonly length: number
  /** Of IPv4. */
  readonly identification?: number
  /** As people write them. */
  readonly source: string
  readonly destination: string
}

const ETHERTYPE = { ipv4: 0x0800, ipv6: 0x86dd } as const
const VLAN_TAGS = [0x8100, 0x88a8, 0x9100]
/** Address families of IPv6 as the BSDs and macOS number them. */
const FAMILIES_OF_IPV6 = [10, 24, 28, 30]
const FAMILY_OF_IPV4 = 2

export function payloadIn(linkType: number, frame: Uint8Array): ReceivedPayload | undefined {
  const packet = packetIn(linkType, frame)
  if (packet === undefined) return undefined
  const version = (packet[0] ?? 0) >> 4
  if (version === 4) return inIpv4(packet)
  return version === 6 ? inIpv6(packet) : undefined
}

/** Whether packets of such a link can be read. */
export const isKnownLinkType = (linkType: number): boolean =>
  Object.values<number>(LINK_TYPE).includes(linkType)

function packetIn(linkType: number, frame: Uint8Array): Uint8Array | undefined {
  switch (linkType) {
    case LINK_TYPE.ethernet:
      return behindType(frame, 12)
    case LINK_TYPE.linuxCooked:
      return behindType(frame, 14)
    case LINK_TYPE.linuxCooked2:
      return isIp(u16(frame, 0)) ? frame.subarray(20) : undefined
    case LINK_TYPE.null:
    case LINK_TYPE.loop: {
      // Of the host's byte order, whichever that was; families are small numbers.
      const family = (frame[0] ?? 0) || (frame[3] ?? 0)
      const isIpFamily = family === FAMILY_OF_IPV4 || FAMILIES_OF_IPV6.includes(family)
      return isIpFamily ? frame.subarray(4) : undefined
    }
    case LINK_TYPE.raw:
    case LINK_TYPE.rawBsd:
    case LINK_TYPE.rawOpenBsd:
    case LINK_TYPE.ipv4:
    case LINK_TYPE.ipv6:
      return frame
    default:
      return undefined
  }
}

const isIp = (type: number): boolean => type === ETHERTYPE.ipv4 || type === ETHERTYPE.ipv6

function behindType(frame: Uint8Array, typeAt: number): Uint8Array | undefined {
  let at = typeAt
  while (VLAN_TAGS.includes(u16(frame, at)) && at + 4 < frame.length) at += 4
  return isIp(u16(frame, at)) ? frame.subarray(at + 2) : undefined
}

function inIpv4(packet: Uint8Array): ReceivedPayload | undefined {
  const headerLength = ((packet[0] ?? 0) & 0x0f) * 4
  if (headerLength < 20 || packet.length < headerLength) return undefined
  // A later fragment; the first has the header, and all that is to be known of it.
  if ((u16(packet, 6) & 0x1fff) !== 0) return undefined
  // Zero where the network card cuts segments, which happens behind the capture.
  const total = u16(packet, 2) || packet.length
  return {
    protocol: packet[9] ?? 0,
    octets: packet.subarray(headerLength, total),
    length: total - headerLength,
    identification: u16(packet, 4),
    source: addressText(packet.subarray(12, 16)),
    destination: addressText(packet.subarray(16, 20)),
  }
}

const FIXED_IPV6 = 40
/** Hop-by-hop, routing, destination options, mobility, HIP, shim6: a length in units of 8 octets. */
const EXTENSIONS = [0, 43, 60, 135, 139, 140]
const FRAGMENT = 44
const AUTHENTICATION = 51

function inIpv6(packet: Uint8Array): ReceivedPayload | undefined {
  if (packet.length < FIXED_IPV6) return undefined
  const payload = u16(packet, 4)
  const total = payload === 0 ? packet.length : FIXED_IPV6 + payload
  let next = packet[6] ?? 0
  let at = FIXED_IPV6
  while (isExtension(next)) {
    if (at + 8 > packet.length) return undefined
    const length = extensionLength(next, packet, at)
    if (length === undefined) return undefined
    next = packet[at] ?? 0
    at += length
  }
  return {
    protocol: next,
    octets: packet.subarray(at, total),
    length: total - at,
    source: addressText(packet.subarray(8, 24)),
    destination: addressText(packet.subarray(24, 40)),
  }
}

const isExtension = (kind: number): boolean =>
  EXTENSIONS.includes(kind) || kind === AUTHENTICATION || kind === FRAGMENT

/** Octets of an extension header; undefined: nothing is to be found behind it. */
function extensionLength(kind: number, packet: Uint8Array, at: number): number | undefined {
  const length = packet[at + 1] ?? 0
  if (EXTENSIONS.includes(kind)) return 8 * (length + 1)
  if (kind === AUTHENTICATION) return 4 * (length + 2)
  const isFirst = (u16(packet, at + 2) & 0xfff8) === 0
  return kind === FRAGMENT && isFirst ? 8 : undefined
}

/** As people write it: IPv4 in decimals, IPv6 by RFC 5952 but for the longest run of zeros only. */
export function addressText(address: Uint8Array): string {
  if (address.length === 4) return address.join('.')
  const groups = Array.from({ length: 8 }, (_, index) => u16(address, 2 * index).toString(16))
  return groups
    .join(':')
    .replace(/\b(?:0:)+0\b/, ':')
    .replace(/:{3,}/, '::')
}

export const u16 = (octets: Uint8Array, at: number): number =>
  (octets[at] ?? 0) * 256 + (octets[at + 1] ?? 0)
