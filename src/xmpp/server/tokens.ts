/**
 * FAST tokens of one client (account and user agent) with the two slots of XEP-0484 §5.1: a new
 * token goes to the slot `next`, is tried first, and replaces `current` when it is first used, so
 * that an answer that never arrived locks nobody out. The last tokens that were given up for that,
 * or by their client, stay known as such.
 *
 * Values are immutable and slots replaced as a whole: copying a server copies references.
 */
import type { Rights } from './access.ts'

export interface IssuedToken {
  readonly secret: string
  /** The one that it was asked for. */
  readonly mechanism: string
  /** Milliseconds since 1970. */
  readonly issued: number
  readonly expires: number
  /** Highest `count` processed (XEP-0484 §3.4). */
  readonly count: number
  /** `retired`: by a newer one, or by its client (XEP-0484 §4.2). */
  readonly status: 'valid' | 'revoked' | 'password-changed' | 'retired'
  /** Of the login that it was asked for in: nobody comes by more through it. */
  readonly rights: Rights
}

export interface TokenSlots {
  readonly current: IssuedToken | undefined
  readonly next: IssuedToken | undefined
  /** Those that are retired, the latest last. */
  readonly former: readonly IssuedToken[]
}

export const NO_TOKENS: TokenSlots = { current: undefined, next: undefined, former: [] }

/** A client that tries older ones has missed more than an answer. */
const FORMER_AT_MOST = 2

export interface Presented {
  /** Whether it is this token that has been proven. */
  readonly fits: (token: IssuedToken) => boolean
  readonly count: number | undefined
  /** Whether `count` must be there and must have grown. */
  readonly counted: boolean
  /** Milliseconds since 1970. */
  readonly now: number
  /** Whether what a token stands on does; yes if it stands on nothing. */
  readonly stands: (rights: Rights) => boolean
}

export type Checked =
  | { readonly kind: 'accepted'; readonly token: IssuedToken; readonly slots: TokenSlots }
  | {
      readonly kind: 'refused'
      readonly reason:
        | 'unknown'
        | 'expired'
        | 'revoked'
        | 'password-changed'
        | 'retired'
        | 'replayed'
    }

export const checkToken = (slots: TokenSlots, presented: Presented): Checked => {
  const { next, current, former } = slots
  if (next !== undefined && presented.fits(next)) {
    return verdict(next, presented, (token) => ({
      current: token,
      next: undefined,
      former: retired(slots, current),
    }))
  }
  if (current !== undefined && presented.fits(current)) {
    return verdict(current, presented, (token) => ({ current: token, next, former }))
  }
  const known = former.find(presented.fits)
  return known === undefined
    ? { kind: 'refused', reason: 'unknown' }
    : verdict(known, presented, () => slots)
}

const verdict = (
  token: IssuedToken,
  { now, count, counted, stands }: Presented,
  slots: (token: IssuedToken) => TokenSlots,
): Checked => {
  if (token.status !== 'valid') return { kind: 'refused', reason: token.status }
  if (!stands(token.rights)) return { kind: 'refused', reason: 'revoked' }
  if (now >= token.expires) return { kind: 'refused', reason: 'expired' }
  if (counted && (count === undefined || count <= token.count)) {
    return { kind: 'refused', reason: 'replayed' }
  }
  const used = { ...token, count: Math.max(token.count, count ?? 0) }
  return { kind: 'accepted', token: used, slots: slots(used) }
}

/** A new token, to be used from now on. */
export const withNext = (slots: TokenSlots, token: IssuedToken): TokenSlots => ({
  ...slots,
  next: token,
  former: retired(slots, slots.next),
})

/** A new token that has been used already: whatever there was before is good for nothing now. */
export const withUsed = (slots: TokenSlots, token: IssuedToken): TokenSlots => ({
  current: token,
  next: undefined,
  former: retired(slots, slots.current, slots.next),
})

/** None is left. */
export const withoutTokens = (slots: TokenSlots): TokenSlots => ({
  ...NO_TOKENS,
  former: retired(slots, slots.current, slots.next),
})

const retired = (
  { former }: TokenSlots,
  ...tokens: readonly (IssuedToken | undefined)[]
): readonly IssuedToken[] => {
  const status = 'retired'
  const more = tokens.flatMap((token) =>
    token === undefined ? [] : [{ ...token, status } as const],
  )
  return more.length === 0 ? former : [...former, ...more].slice(-FORMER_AT_MOST)
}

/** Whether there is one that is good. */
export const holdsToken = (
  { current, next }: TokenSlots,
  now: number,
  stands: Presented['stands'],
): boolean =>
  [current, next].some(
    (token) => token?.status === 'valid' && now < token.expires && stands(token.rights),
  )

/** The token stays known, so that its bearer can be told why it does not work any more. */
export const withStatus = (slots: TokenSlots, status: IssuedToken['status']): TokenSlots => ({
  ...slots,
  current: slots.current && { ...slots.current, status },
  next: slots.next && { ...slots.next, status },
})
