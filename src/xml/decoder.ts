/**
 * Octets to characters: a strict UTF-8 decoder that never looks at a chunk's end as if it were
 * the text's end, and says exactly how much was good before the first bad octet.
 *
 * The platform's fatal `TextDecoder` would refuse a whole chunk because of its last octet, and
 * what a peer hears would then depend on how the network cut the stream. Characters that XML 1.0
 * §2.2 forbids (controls, U+FFFE, U+FFFF, surrogates) count as bad octets.
 */

export interface Decoded {
  readonly text: string
  /** As many octets as characters. */
  readonly ascii: boolean
  /** False from the first bad octet on; the text is what came before it. */
  readonly valid: boolean
}

const NOTHING = new Uint8Array(0)

export class Utf8Decoder {
  /** Up to three octets of a character whose rest has not come. */
  #held = NOTHING
  #valid = true

  decode(bytes: Uint8Array): Decoded {
    if (!this.#valid) return { text: '', ascii: true, valid: false }
    const input = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes])
    const length = input.length
    let at = 0
    let ascii = true
    while (at < length) {
      const octet = input[at] ?? 0
      if (octet < 0x80) {
        if (octet < 0x20 && !isSpace(octet)) {
          this.#valid = false
          break
        }
        at += 1
        continue
      }
      const size = characterSize(input, at)
      if (size <= 0) {
        this.#valid = size === 0
        break
      }
      ascii = false
      at += size
    }
    this.#held = this.#valid && at < length ? input.slice(at) : NOTHING
    const view = Buffer.from(input.buffer, input.byteOffset, at)
    return { text: view.toString(ascii ? 'latin1' : 'utf8'), ascii, valid: this.#valid }
  }
}

/** Of the control characters XML 1.0 §2.2 allows these. */
const isSpace = (octet: number): boolean => octet === 0x09 || octet === 0x0a || octet === 0x0d

/**
 * Octets of the multi-octet character at a position: 2 to 4, or 0 when the rest of it has not
 * come yet, or −1 when no continuation can make it one (RFC 3629 §4).
 */
const characterSize = (input: Uint8Array, at: number): number => {
  const first = input[at] ?? 0
  if (first < 0xc2 || first > 0xf4) return -1
  const size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  const second = input[at + 1]
  if (second === undefined) return 0
  // Shortest form only, no surrogates, nothing above U+10FFFF.
  const lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80
  const highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf
  if (second < lowest || second > highest) return -1
  for (let i = 2; i < size; i += 1) {
    const next = input[at + i]
    if (next === undefined) return 0
    if (next < 0x80 || next > 0xbf) return -1
  }
  // U+FFFE and U+FFFF.
  if (first === 0xef && second === 0xbf && (input[at + 2] ?? 0) >= 0xbe) return -1
  return size
}
