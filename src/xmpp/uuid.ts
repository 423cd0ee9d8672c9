/** UUIDs, which XMPP asks for in user agents' ids (XEP-0388), and servers use wherever they can. */
import type { Random } from '../random.ts'

/** Version 4 (RFC 9562 §5.4). */
export function uuid(random: Random): string {
  const octets = Buffer.from(random.bytes(16))
  octets[6] = ((octets[6] ?? 0) & 0x0f) | 0x40
  octets[8] = ((octets[8] ?? 0) & 0x3f) | 0x80
  const digits = octets.toString('hex')
  const first = `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}`
  return `${first}-${digits.slice(16, 20)}-${digits.slice(20)}`
}
