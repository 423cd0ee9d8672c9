/** In words: the server's addresses in the order in which they are tried, and how. */
import type { Addresses } from './over.ts'

const BROKEN = { silent: 'that does not answer', refused: 'that refuses' } as const

export function addressesText({ order, ipv6, first, primary }: Addresses): string {
  const raced = order === 'happy-eyeballs'
  const before = [
    ...(primary === 'none' ? [] : [`a host of higher SRV priority ${BROKEN[primary]}`]),
    ...(ipv6 === 'none' ? [] : [`an IPv6 address ${BROKEN[ipv6]}`]),
    ...(first === 'none' ? [] : [`an address ${BROKEN[first]}`]),
  ]
  if (before.length === 0 && !raced) return 'one'
  const row = before.length === 0 ? ['IPv6', 'IPv4'] : [...before, "the server's"]
  return `${row.join(', then ')}; ${raced ? 'raced (RFC 8305)' : 'one after the other'}`
}
