/**
 * A zlib stream (RFC 1950) of stored blocks (RFC 1951 §3.2.4).
 *
 * Leaves out compression, on purpose: what a compressor chooses to emit differs between
 * versions and processors (Node's zlib hashes with whatever instructions the machine has), and
 * a result must be the same bytes everywhere. Every inflater reads it.
 */

const BLOCK_LENGTH_MAX = 0xffff
const BLOCK_HEADER_LENGTH = 5
const HEADER_LENGTH = 2
const CHECKSUM_LENGTH = 4
/** The largest prime below 2^16 (RFC 1950 §9). */
const ADLER_BASE = 65_521

export function storedZlib(data: Uint8Array): Uint8Array {
  const blocks = Math.max(1, Math.ceil(data.length / BLOCK_LENGTH_MAX))
  const out = new Uint8Array(
    HEADER_LENGTH + blocks * BLOCK_HEADER_LENGTH + data.length + CHECKSUM_LENGTH,
  )
  const view = new DataView(out.buffer)
  // Deflate with a 32 KiB window, fastest level; 0x7801 is a multiple of 31 (RFC 1950 §2.2).
  view.setUint16(0, 0x7801)
  let position = HEADER_LENGTH
  for (let block = 0; block < blocks; block += 1) {
    const part = data.subarray(block * BLOCK_LENGTH_MAX, (block + 1) * BLOCK_LENGTH_MAX)
    view.setUint8(position, block === blocks - 1 ? 1 : 0)
    view.setUint16(position + 1, part.length, true)
    view.setUint16(position + 3, ~part.length & 0xffff, true)
    out.set(part, position + BLOCK_HEADER_LENGTH)
    position += BLOCK_HEADER_LENGTH + part.length
  }
  view.setUint32(position, adler32(data))
  return out
}

function adler32(data: Uint8Array): number {
  let a = 1
  let b = 0
  for (const octet of data) {
    a = (a + octet) % ADLER_BASE
    b = (b + a) % ADLER_BASE
  }
  return b * 0x1_0000 + a
}
