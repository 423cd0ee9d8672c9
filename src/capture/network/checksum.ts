/** The Internet checksum (RFC 1071): the complement of the ones' complement sum of 16-bit words. */
export function internetChecksum(octets: Uint8Array): number {
  let sum = 0
  for (let at = 0; at < octets.length; at += 2) {
    sum += (octets[at] ?? 0) * 256 + (octets[at + 1] ?? 0)
  }
  while (sum > 0xffff) sum = (sum % 0x1_0000) + Math.floor(sum / 0x1_0000)
  return 0xffff - sum
}
