/** Frames of a WebSocket as they are written (RFC 6455 §5.2): always whole, never in fragments. */

export const OPCODES = {
  continuation: 0x0,
  text: 0x1,
  binary: 0x2,
  close: 0x8,
  ping: 0x9,
  pong: 0xa,
} as const
export type Opcode = (typeof OPCODES)[keyof typeof OPCODES]

export const isControl = (opcode: number): boolean => opcode >= OPCODES.close

export const FINAL = 0x80
export const MASKED = 0x80
export const MASK_OCTETS = 4
/** Lengths up to here stand in the second octet; two and eight octets follow behind these values. */
export const SHORT_AT_MOST = 125
export const IN_TWO = 126
export const IN_EIGHT = 127

/** `mask`: 4 octets from a client (RFC 6455 §5.3), none from a server. */
export function writeFrame(
  opcode: Opcode,
  payload: Uint8Array,
  mask: Uint8Array | undefined,
): Uint8Array {
  const { length } = payload
  const extended = length <= SHORT_AT_MOST ? 0 : length <= 0xffff ? 2 : 8
  const maskOctets = mask === undefined ? 0 : MASK_OCTETS
  const frame = Buffer.allocUnsafe(2 + extended + maskOctets + length)
  frame[0] = FINAL | opcode
  const short = extended === 0 ? length : extended === 2 ? IN_TWO : IN_EIGHT
  frame[1] = (mask === undefined ? 0 : MASKED) | short
  if (extended === 2) frame.writeUInt16BE(length, 2)
  else if (extended === 8) frame.writeBigUInt64BE(BigInt(length), 2)
  const at = 2 + extended + maskOctets
  frame.set(payload, at)
  if (mask !== undefined) {
    frame.set(mask, 2 + extended)
    applyMask(frame.subarray(at), mask, 0)
  }
  return frame
}

/** RFC 6455 §5.3, in place; the same way back. `from`: the place of the first octet in the payload. */
export function applyMask(octets: Uint8Array, mask: Uint8Array, from: number): Uint8Array {
  for (let i = 0; i < octets.length; i += 1) {
    octets[i] = (octets[i] ?? 0) ^ (mask[(from + i) % MASK_OCTETS] ?? 0)
  }
  return octets
}
