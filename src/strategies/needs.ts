/**
 * What a strategy needs of whom it is played against, as data, and whether that is offered.
 *
 * Features and mechanisms are those that are announced in TLS before authentication: without them
 * the script cannot go on. Tickets, early data and Fast Open are the transport's: without them it
 * goes on, and nothing is saved. That sessions can be resumed shows behind authentication only: without
 * it the script binds, and nothing is resumed. Leaves out what else shows there (resource binding, stream
 * management as such): the script finds out by itself.
 */
import { MECHANISMS } from '../sasl/mechanisms.ts'
import type { Features } from '../xmpp/features.ts'
import { CARBONS } from '../xmpp/namespaces.ts'
import type { Manner } from '../xmpp/verbs/talk.ts'

export type Need = FeatureNeed | MechanismNeed | ResumptionNeed | TransportNeed

export interface FeatureNeed {
  readonly kind: 'feature'
  readonly feature: keyof typeof FEATURES
}

/** Any one of the mechanisms will do. */
export interface MechanismNeed {
  readonly kind: 'mechanism'
  readonly of: keyof typeof PROFILES
  readonly anyOf: readonly string[]
}

/** By `<resume/>` behind SASL, to which `<enabled/>` has to have agreed (XEP-0198 §3). */
export interface ResumptionNeed {
  readonly kind: 'resumption'
}

export interface TransportNeed {
  readonly kind: 'transport'
  readonly ability: keyof typeof ABILITIES
}

/** What there is, as far as known; `undefined`: not known. */
export interface Offer {
  readonly features?: Features | undefined
  /** Whether a session that was bound could be resumed. */
  readonly resumption?: boolean | undefined
  readonly abilities?: Readonly<Partial<Record<TransportNeed['ability'], boolean>>>
}

interface Announced {
  readonly name: string
  readonly isIn: (features: Features) => boolean
}

const FEATURES = {
  sasl2: { name: 'SASL2 (XEP-0388)', isIn: ({ sasl2 }) => sasl2 !== undefined },
  bind2: { name: 'Bind 2 (XEP-0386)', isIn: ({ sasl2 }) => sasl2?.bind2 === true },
  'bind2-carbons': {
    name: 'carbons in Bind 2 (XEP-0280)',
    isIn: ({ sasl2 }) => sasl2?.bind2Inline.includes(CARBONS) === true,
  },
  'sasl2-resume': {
    name: 'inline resumption (XEP-0198)',
    isIn: ({ sasl2 }) => sasl2?.resume === true,
  },
  upgrade: {
    name: 'SASL upgrade tasks (XEP-0480)',
    isIn: ({ sasl2 }) => sasl2 !== undefined && sasl2.upgrades.length > 0,
  },
  'config-version': {
    name: 'a version of its features (XEP-0509)',
    isIn: ({ configVersion }) => configVersion !== undefined,
  },
  pipelining: {
    name: 'flights sent at once (XEP-0305)',
    isIn: ({ pipelining }) => pipelining === true,
  },
  'instant-resumption': {
    name: 'Instant Stream Resumption (XEP-0397)',
    isIn: ({ instantResumption }) => instantResumption.length > 0,
  },
} as const satisfies Readonly<Record<string, Announced>>

/** Where mechanisms are announced. */
const PROFILES = {
  sasl1: { name: 'SASL', mechanisms: ({ sasl }) => sasl },
  sasl2: { name: 'SASL2', mechanisms: ({ sasl2 }) => sasl2?.mechanisms ?? [] },
  fast: { name: 'FAST (XEP-0484)', mechanisms: ({ sasl2 }) => sasl2?.fast ?? [] },
} as const satisfies Readonly<
  Record<
    string,
    { readonly name: string; readonly mechanisms: (features: Features) => readonly string[] }
  >
>

const ABILITIES = {
  tickets: 'TLS tickets that resume',
  'early-data': 'TLS early data (RFC 8446 §2.3)',
  'fast-open': 'TCP Fast Open (RFC 7413)',
  quic: 'XMPP over QUIC (XEP-0467)',
} as const

export const feature = (name: FeatureNeed['feature']): FeatureNeed => ({
  kind: 'feature',
  feature: name,
})

/** Everything inside the one request: SASL2 with Bind 2 and carbons, and what else is offered. */
export const INLINE_BINDING: readonly Need[] = [
  feature('sasl2'),
  feature('bind2'),
  feature('bind2-carbons'),
]
/** The same, and the earlier session in place of a new one. */
export const INLINE_RESUMPTION: readonly Need[] = [...INLINE_BINDING, feature('sasl2-resume')]

/** Any mechanism that it would log in with; which of them is the script's matter. */
export const password = (of: 'sasl1' | 'sasl2', { binding, login }: Manner): MechanismNeed => {
  const known =
    login === 'password'
      ? MECHANISMS.usual('password')
      : MECHANISMS.logins.filter(({ name }) => login.includes(name))
  const mechanisms = known.filter(({ binds }) => binding === 'where-offered' || binds === 'nothing')
  return { kind: 'mechanism', of, anyOf: mechanisms.map(({ name }) => name) }
}

/** Of those that a token may be asked for. */
export const token = ({ tokens }: Manner): MechanismNeed => ({
  kind: 'mechanism',
  of: 'fast',
  anyOf: tokens,
})

export const RESUMPTION: ResumptionNeed = { kind: 'resumption' }

export const ability = (name: TransportNeed['ability']): TransportNeed => ({
  kind: 'transport',
  ability: name,
})

/** In words: what stands behind "needs" and "expected". */
export const needText = (need: Need): string => {
  switch (need.kind) {
    case 'feature':
      return FEATURES[need.feature].name
    case 'mechanism':
      return `${PROFILES[need.of].name} with ${need.anyOf.join(' or ')}`
    case 'resumption':
      return 'resumption (XEP-0198)'
    case 'transport':
      return ABILITIES[need.ability]
  }
}

/** Those that are known not to be offered, in the order given. */
export const missing = (needs: readonly Need[], offer: Offer): readonly Need[] =>
  needs.filter((need) => isOffered(need, offer) === false)

const isOffered = (need: Need, { features, resumption, abilities }: Offer): boolean | undefined => {
  if (need.kind === 'resumption') return resumption
  if (need.kind === 'transport') return abilities?.[need.ability]
  if (features === undefined) return undefined
  if (need.kind === 'feature') return FEATURES[need.feature].isIn(features)
  const offered = PROFILES[need.of].mechanisms(features)
  return need.anyOf.some((name) => offered.includes(name))
}
