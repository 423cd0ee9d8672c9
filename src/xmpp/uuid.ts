/** UUIDs, which XMPP asks for in user agents' ids (XEP-0388), and servers use wherever they can. */
import type { Random } from '../random.ts'

/** Version 4 (RFC 9562 §5.4). */
export function uuid(random: Random): string {
  const octets = random.bytes(16).map((octet, index) => {
    if (index === 6) return (octet & 0x0f) | 0x40
    return index === 8 ? (octet & 0x3f) | 0x80 : octet
  })
  const digits = Buffer.from(octets).toString('hex')
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
