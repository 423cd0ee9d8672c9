/**
 * Channel binding: which types exist, what data they bind, and what a client must choose or
 * refuse when it sees what a server announces (XEP-0440).
 */
import type { Failure, TlsFacts } from '../transport.ts'

/**
 * Strongest first: an exporter value is of this connection, and so is the first Finished, which
 * TLS 1.3 does not define (RFC 8446 App. C.5); an end point is of the server only.
 */
export const BINDING_TYPES = ['tls-exporter', 'tls-unique', 'tls-server-end-point'] as const
export type BindingType = (typeof BINDING_TYPES)[number]

/** The GS2 flag of RFC 5802 §7: `n`, `y` or `p=`. */
export type ClientBinding =
  /** The client does not support channel binding (here: does not want it). */
  | { readonly kind: 'unsupported' }
  /** The client does, but thinks that the server does not. */
  | { readonly kind: 'not-offered' }
  | { readonly kind: 'bound'; readonly type: BindingType; readonly data: Uint8Array }

export const UNBOUND: ClientBinding = { kind: 'unsupported' }

/** What there is to bind to. */
export type Channel = Pick<TlsFacts, 'exporter' | 'unique' | 'serverEndPoint'>

export const bindingData = (
  type: BindingType,
  tls: Channel | undefined,
): Uint8Array | undefined => {
  switch (type) {
    case 'tls-exporter':
      return tls?.exporter
    case 'tls-unique':
      return tls?.unique
    case 'tls-server-end-point':
      return tls?.serverEndPoint
  }
}

/**
 * To what a mechanism whose name says so is bound on this channel; undefined when that cannot be
 * had. A mechanism that negotiates is bound to what {@link chooseBinding} chooses.
 */
export const bindingOf = (
  binds: 'nothing' | 'negotiated' | BindingType,
  tls: TlsFacts | undefined,
): ClientBinding | undefined => {
  if (binds === 'nothing') return UNBOUND
  if (binds === 'negotiated') return undefined
  const data = bindingData(binds, tls)
  return data === undefined ? undefined : { kind: 'bound', type: binds, data }
}

export interface BindingOffer {
  /** Every mechanism of the profile in use, `-PLUS` ones included. */
  readonly mechanisms: readonly string[]
  /** The types that XEP-0440 announces; empty for a server that announces none. */
  readonly types: readonly string[]
  readonly profile: 'sasl1' | 'sasl2'
}

/**
 * What a client that binds where it can does (XEP-0440 §4 and §5). It supports none where none of
 * the types that are announced is to be had.
 */
export const chooseBinding = (
  offer: BindingOffer,
  tls: Channel,
): ClientBinding | { readonly kind: 'refused'; readonly failure: Failure } => {
  const plus = offer.mechanisms.some((name) => name.endsWith('-PLUS'))
  const typed = offer.types.length > 0
  if (!plus && !typed) return { kind: 'not-offered' }
  if (offer.profile === 'sasl2' && plus !== typed) {
    return refused(
      plus
        ? 'expected the channel-binding types beside the -PLUS mechanisms, found none'
        : 'expected -PLUS mechanisms beside the channel-binding types, found none',
    )
  }
  if (!plus) return { kind: 'not-offered' }
  for (const type of BINDING_TYPES) {
    // A server of before XEP-0440 does not say; the default of RFC 9266 is then tried first.
    if (typed && !offer.types.includes(type)) continue
    const data = bindingData(type, tls)
    if (data !== undefined) return { kind: 'bound', type, data }
  }
  return UNBOUND
}

const refused = (detail: string): { kind: 'refused'; failure: Failure } => ({
  kind: 'refused',
  failure: { code: 'feature-missing', detail },
})
