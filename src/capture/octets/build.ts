/** Octets in network order (RFC 8446 §3), put together part by part. */

export type OctetPart = Uint8Array | readonly number[]

export const joined = (...parts: readonly OctetPart[]): Uint8Array => {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** A whole number in so many octets, the most significant first. */
export const number = (value: number, octets: number): Uint8Array => {
  const all = new Uint8Array(octets)
  let left = value
  for (let at = octets - 1; at >= 0; at -= 1) {
    all[at] = left % 256
    left = Math.floor(left / 256)
  }
  if (left !== 0) throw new RangeError(`Expected a number of ${octets} octets, got ${value}`)
  return all
}

export const u16 = (value: number): Uint8Array => number(value, 2)
export const u32 = (value: number): Uint8Array => number(value, 4)

/** A vector of variable length: its length in so many octets, and its contents. */
export const vector = (lengthOctets: 1 | 2 | 3, ...parts: readonly OctetPart[]): Uint8Array => {
  const contents = joined(...parts)
  return joined(number(contents.length, lengthOctets), contents)
}

export const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)

export const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex')
