/**
 * Many integers as a short text: each as an unsigned LEB128 (seven bits an octet, the low ones
 * first, the top bit set on all but the last), and the octets as base64 (RFC 4648 §4). A time of a
 * second takes four characters, and a parser of JSON one string instead of a thousand numbers.
 */

/** Whole numbers from 0, below 2^53. */
export function integersToText(integers: Iterable<number>): string {
  const octets: number[] = []
  for (const integer of integers) {
    let left = integer
    for (; left >= 0x80; left = Math.floor(left / 0x80)) octets.push((left % 0x80) + 0x80)
    octets.push(left)
  }
  return Buffer.from(octets).toString('base64')
}

/** Undefined: no such text, or of numbers that are larger than any time or count. */
export function integersFromText(text: string): readonly number[] | undefined {
  if (text.length % 4 !== 0 || !BASE64.test(text)) return undefined
  const integers: number[] = []
  let value = 0
  let place = 1
  for (const octet of Buffer.from(text, 'base64')) {
    value += (octet % 0x80) * place
    if (value > LARGEST) return undefined
    if (octet >= 0x80) place *= 0x80
    if (octet >= 0x80 && place <= LARGEST) continue
    if (octet >= 0x80) return undefined
    integers.push(value)
    value = 0
    place = 1
  }
  return place === 1 ? integers : undefined
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/
/** What 32 bits hold. */
const LARGEST = 0xffff_ffff
