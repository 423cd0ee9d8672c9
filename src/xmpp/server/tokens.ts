/**
 * FAST tokens of one client (account and user agent) with the two slots of XEP-0484 §3.4: a new
 * token goes to the slot `next`, is tried first, and replaces `current` when it is first used, so
 * that an answer that never arrived locks nobody out.
 *
 * Values are immutable and slots replaced as a whole: copying a server copies references.
 */
import { type HashedTokenMechanism, initiatorProof, sameOctets } from '../../sasl/hashed-token.ts'

export interface Token {
  readonly secret: string
  readonly mechanism: HashedTokenMechanism
  /** Milliseconds since 1970. */
  readonly issued: number
  readonly expires: number
  /** Highest `count` processed (XEP-0484 §3.5). */
  readonly count: number
  readonly status: 'valid' | 'revoked' | 'password-changed'
}

export interface TokenSlots {
  readonly current: Token | undefined
  readonly next: Token | undefined
}

export const NO_TOKENS: TokenSlots = { current: undefined, next: undefined }

export interface Presented {
  readonly mechanism: HashedTokenMechanism
  readonly proof: Uint8Array
  readonly binding: Uint8Array
  readonly count: number | undefined
  /** Whether `count` must be there and must have grown. */
  readonly counted: boolean
  readonly pinning: 'enforced' | 'ignored'
  /** Milliseconds since 1970. */
  readonly now: number
}

export type Checked =
  | { readonly kind: 'accepted'; readonly token: Token; readonly slots: TokenSlots }
  | {
      readonly kind: 'refused'
      readonly reason: 'unknown' | 'expired' | 'revoked' | 'password-changed' | 'replayed'
    }

export const checkToken = (slots: TokenSlots, presented: Presented): Checked => {
  const { next, current } = slots
  if (next !== undefined && proves(next, presented)) {
    return verdict(next, presented, (token) => ({ current: token, next: undefined }))
  }
  if (current !== undefined && proves(current, presented)) {
    return verdict(current, presented, (token) => ({ current: token, next }))
  }
  return { kind: 'refused', reason: 'unknown' }
}

const proves = (token: Token, { mechanism, proof, binding, pinning }: Presented): boolean =>
  (pinning === 'ignored' || token.mechanism === mechanism) &&
  sameOctets(proof, initiatorProof(token.secret, binding))

const verdict = (
  token: Token,
  { now, count, counted }: Presented,
  slots: (token: Token) => TokenSlots,
): Checked => {
  if (token.status !== 'valid') return { kind: 'refused', reason: token.status }
  if (now >= token.expires) return { kind: 'refused', reason: 'expired' }
  if (counted && (count === undefined || count <= token.count)) {
    return { kind: 'refused', reason: 'replayed' }
  }
  const used = { ...token, count: Math.max(token.count, count ?? 0) }
  return { kind: 'accepted', token: used, slots: slots(used) }
}

/** The token stays known, so that its bearer can be told why it does not work any more. */
export const withStatus = (slots: TokenSlots, status: Token['status']): TokenSlots => ({
  current: slots.current && { ...slots.current, status },
  next: slots.next && { ...slots.next, status },
})
