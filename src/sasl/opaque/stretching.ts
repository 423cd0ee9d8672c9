/**
 * The effort that OPAQUE asks of a client (RFC 9807 §4.2): Argon2id, as the mechanism has it, or
 * none, as the examples of the RFC do. The last few results are remembered, a pure cache: a client
 * that comes again has the same to compute.
 */
import { argon2id } from '@noble/hashes/argon2.js'
import { HASH_OCTETS } from './derivation.ts'

export type Stretching =
  | { readonly kind: 'none' }
  /** RFC 9106 §3.1: KiB of memory, passes over it, lanes. */
  | { readonly kind: 'argon2id'; readonly m: number; readonly t: number; readonly p: number }

/** RFC 9807 §4.2 has no salt: what is stretched is nobody else's. */
const SALT = new Uint8Array(16)
/** What a client lets a server ask of it: as much as four passes over 64 MiB. */
const KIB_AT_MOST = 4 * 65_536

const REMEMBERED = 8
const recent = new Map<string, Uint8Array>()

export const stretched = (octets: Uint8Array, stretching: Stretching): Uint8Array => {
  if (stretching.kind === 'none') return octets
  const { m, t, p } = stretching
  const name = `${parameterText(stretching)} ${Buffer.from(octets).toString('base64')}`
  const known = recent.get(name)
  if (known !== undefined) return known
  const made = argon2id(octets, SALT, { m, t, p, dkLen: HASH_OCTETS })
  for (const oldest of recent.keys()) {
    if (recent.size < REMEMBERED) break
    recent.delete(oldest)
  }
  recent.set(name, made)
  return made
}

/** As the server tells it (draft-reitzenstein-kitten-opaque-02 §5.1.1). */
export const parameterText = (stretching: Stretching): string =>
  stretching.kind === 'none' ? '' : `m=${stretching.m},t=${stretching.t},p=${stretching.p}`

/** Undefined for anything else, or for more than a client should do at a stranger's word. */
export const readParameters = (text: string): Stretching | undefined => {
  const [, m, t, p] = /^m=([1-9][0-9]{0,6}),t=([1-9][0-9]{0,2}),p=([1-9][0-9]?)$/.exec(text) ?? []
  const found = { kind: 'argon2id', m: Number(m), t: Number(t), p: Number(p) } as const
  // RFC 9106 §3.1: eight blocks for each lane.
  if (m === undefined || found.m < 8 * found.p || found.m * found.t > KIB_AT_MOST) return undefined
  return found
}
