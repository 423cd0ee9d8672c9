/**
 * What can be offered on one connection: of the mechanisms and types of channel binding that a
 * server announces those that can succeed there. Types without a mechanism that takes them are
 * none, and would be refused by clients (XEP-0440). `tls-unique` is of TLS 1.2 only, and its exporter
 * needs the extended master secret (RFC 9266 §4.2).
 */
import { readAddress } from '../../address.ts'
import { type BindingType, bindingData } from '../../sasl/channel-binding.ts'
import type { Announced } from '../../sasl/downgrade.ts'
import type { TlsFacts } from '../../transport.ts'
import type { Domain } from './domain.ts'

export interface ChannelOffer extends Announced {
  readonly types: readonly BindingType[]
  /** The mechanisms of FAST. */
  readonly tokens: readonly string[]
  /** Those of Instant Stream Resumption (XEP-0397). */
  readonly instant: readonly string[]
}

/** `tls`: undefined before TLS. `from`: the bare address that the client's header named, if any. */
export const channelOffer = (
  domain: Pick<Domain, 'settings' | 'mechanisms' | 'accounts' | 'notes'>,
  tls: TlsFacts | undefined,
  from: string | undefined,
): ChannelOffer => {
  const { settings, mechanisms, accounts } = domain
  const { sasl, fast, extensions } = settings
  const announced = tls?.version === '1.2' ? sasl.bindingTypes12 : sasl.bindingTypes
  const negotiates = sasl.mechanisms.some((name) => mechanisms.named(name)?.binds === 'negotiated')
  const there = announced.filter((type) => isThere(type, tls))
  const types = negotiates ? there : []
  const isIdentified = identifiedBy(domain, tls) !== undefined
  const canBind = (name: string): boolean => {
    const mechanism = mechanisms.named(name)
    if (mechanism?.proves === 'certificate' && !isIdentified) return false
    const binds = mechanism?.binds ?? 'nothing'
    if (binds === 'nothing') return true
    return binds === 'negotiated' ? types.length > 0 : there.includes(binds)
  }
  // XEP-0388 §2.1: what is offered depends on whose account it is.
  const user = userOf(from)
  const canCheck = (name: string): boolean => {
    const keeps = mechanisms.named(name)?.keeps
    return keeps === undefined || user === undefined || !accounts.lacks(user, keeps)
  }
  return {
    mechanisms: sasl.mechanisms.filter((name) => canBind(name) && canCheck(name)),
    types,
    tokens: fast.mechanisms.filter(canBind),
    instant: extensions.instantResumption.filter(canBind),
  }
}

const userOf = (from: string | undefined): string | undefined =>
  from === undefined ? undefined : readAddress(from).local

/**
 * The address that TLS has identified the client by: that of its certificate, or of whoever has
 * authenticated on the session that is being resumed (draft-cridland-sasl-tls-sessions-00).
 */
export const identifiedBy = (
  { notes }: Pick<Domain, 'notes'>,
  tls: TlsFacts | undefined,
): string | undefined => {
  if (tls?.peer !== undefined) return tls.peer
  return tls?.resumed === true && tls.session !== undefined
    ? notes.find(tlsSessionName(tls.session))
    : undefined
}

/** Under which it is noted who has authenticated on a TLS session. */
export const tlsSessionName = (session: string): string => `TLS ${session}`

/** Connections on which the same is offered have the same. */
export const offerName = (
  domain: Pick<Domain, 'settings' | 'mechanisms' | 'accounts' | 'notes'>,
  tls: TlsFacts | undefined,
  from: string | undefined,
): string => {
  const { mechanisms, settings, accounts } = domain
  const user = userOf(from)
  const channel = channelName(domain, tls)
  if (user === undefined || accounts.isComplete(user)) return channel
  const schemes = settings.sasl.mechanisms.flatMap((name) => mechanisms.named(name)?.keeps ?? [])
  const lacking = schemes.filter((scheme) => accounts.lacks(user, scheme)).map(({ name }) => name)
  return `${channel} without ${[...new Set(lacking)].join(' ')}`
}

const channelName = (domain: Pick<Domain, 'notes'>, tls: TlsFacts | undefined): string =>
  identifiedBy(domain, tls) === undefined ? bindingName(tls) : `${bindingName(tls)} identified`

const bindingName = (tls: TlsFacts | undefined): string => {
  if (tls === undefined) return 'clear'
  if (tls.version === '1.3') return tls.serverEndPoint === undefined ? '1.3' : '1.3 end point'
  const { exporter, unique, serverEndPoint } = tls
  return `1.2 ${exporter !== undefined} ${unique !== undefined} ${serverEndPoint !== undefined}`
}

/** In early data there is no exporter yet, but there will be. */
const isThere = (type: BindingType, tls: TlsFacts | undefined): boolean =>
  (type === 'tls-exporter' && tls?.version === '1.3') || bindingData(type, tls) !== undefined
