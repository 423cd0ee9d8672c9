/**
 * Choosing how to log in, and checking the choice: the mechanism, the channel binding (XEP-0440),
 * and both again when the real features come after the fact.
 *
 * The best that is offered, of those that prove the password or of those that the client keeps to;
 * one that binds to the channel where there is one. One that shows the secret to the server
 * goes inside TLS only, and never to a server that is remembered to have offered one that does
 * not: who takes that out of the announcement wants to see the secret (XEP-0474).
 */

import {
  type BindingType,
  type Channel,
  type ClientBinding,
  chooseBinding,
  UNBOUND,
} from '../../sasl/channel-binding.ts'
import type { Announced } from '../../sasl/downgrade.ts'
import type { ClientMechanism, Mechanism } from '../../sasl/mechanism.ts'
import type { TlsFacts } from '../../transport.ts'
import type { Script } from '../dialogue/script.ts'
import { announcement, begin, type SaslProfile } from './authentication.ts'
import { fail } from './say.ts'
import type { Talk } from './talk.ts'

/** A client for the best mechanism offered, as far as is known. */
export function* chooseMechanism(talk: Talk, profile: SaslProfile): Script<ClientMechanism> {
  const announced = yield* announcedMechanisms(talk, profile)
  const binding = yield* chosenBinding(talk, profile, announced)
  const mechanism = yield* chosenMechanism(talk, binding, announced)
  return yield* begin(talk, mechanism, binding, profile)
}

function* chosenMechanism(
  talk: Talk,
  binding: ClientBinding,
  { mechanisms }: Announced,
): Script<Mechanism> {
  const wanted = binding.kind === 'bound' ? 'negotiated' : 'nothing'
  const mayShow = talk.tls !== undefined
  const isUsable = ({ binds, discloses }: Mechanism): boolean =>
    binds === wanted && (mayShow || discloses === 'nothing')
  const known = repertoire(talk)
  const best = known.find((one) => isUsable(one) && isOffered(one, talk, mechanisms))
  if (best === undefined) {
    const names = known.filter(isUsable).map(({ name }) => name)
    return yield* fail(
      'feature-missing',
      `expected ${alternatives(names)}, found ${list(mechanisms)}`,
    )
  }
  const earlier = best.discloses === 'secret' ? safeBefore(talk) : undefined
  if (earlier !== undefined) {
    yield* fail(
      'feature-missing',
      `expected ${earlier}, as offered before, found ${list(mechanisms)}`,
    )
  }
  return best
}

/** What the client logs in with, the best first. */
const repertoire = ({ manner: { login }, fellBack, mechanisms }: Talk): readonly Mechanism[] =>
  login === 'password' || fellBack
    ? mechanisms.usual('password')
    : login.flatMap((name) => mechanisms.named(name) ?? [])

/**
 * EXTERNAL is offered to whom this connection's TLS has identified (XEP-0178), so that a client
 * which has to go by an earlier announcement asserts it.
 */
const isOffered = (
  { name, proves }: Mechanism,
  { features }: Talk,
  announced: readonly string[],
): boolean => announced.includes(name) || (proves === 'certificate' && features === undefined)

/** The best mechanism that kept the secret to itself and was offered, in either profile. */
const safeBefore = (talk: Talk): string | undefined => {
  const { features } = talk.memory
  const offered = [...(features?.sasl ?? []), ...(features?.sasl2?.mechanisms ?? [])]
  return repertoire(talk).find(
    ({ name, discloses }) => discloses === 'nothing' && offered.includes(name),
  )?.name
}

function* announcedMechanisms(talk: Talk, profile: SaslProfile): Script<Announced> {
  const announced = announcement(talk, profile)
  if (announced === undefined) {
    return yield* fail('feature-missing', 'expected features to be remembered, found none')
  }
  if (announced.mechanisms.length === 0) {
    const name = profile === 'sasl1' ? 'SASL' : 'SASL2'
    return yield* fail('feature-missing', `expected ${name} to be offered`)
  }
  return announced
}

/**
 * Nothing to bind to that both ends know, or only an exporter that a token has used up (RFC 9266
 * §4.1): then without, as a client that does not support it (XEP-0474 §4, rule 6). An announcement
 * that contradicts itself is refused (XEP-0440), but by a client that has nothing to guard by binding:
 * one that may show its password to whom the certificate names, and can do no more, or one that TLS
 * itself has identified (where that is all there is, Prosody announces what tokens bind to).
 */
function* chosenBinding(
  talk: Talk,
  profile: SaslProfile,
  announced: Announced,
): Script<ClientBinding> {
  if (talk.manner.binding === 'unbound' || talk.tls === undefined) return UNBOUND
  const { mechanisms, types } = announced
  const choice = chooseBinding({ mechanisms, types, profile }, bindable(talk, talk.tls))
  const usable = repertoire(talk).filter(({ name }) => mechanisms.includes(name))
  if (choice.kind === 'refused') {
    const guardsNothing = ({ discloses, proves }: Mechanism): boolean =>
      discloses === 'secret' || proves === 'certificate'
    if (usable.length > 0 && usable.every(guardsNothing)) return UNBOUND
    return yield* fail(choice.failure.code, choice.failure.detail)
  }
  const known = usable.some(({ binds }) => binds === 'negotiated')
  return choice.kind === 'bound' && !known ? UNBOUND : choice
}

/** What of the channel may be bound to: one type alone where that is wanted, and nothing spent. */
const bindable = ({ manner: { binding }, exporterSpent }: Talk, tls: TlsFacts): Channel => {
  const wanted = (type: BindingType): boolean => binding === 'where-offered' || binding === type
  return {
    exporter: wanted('tls-exporter') && !exporterSpent ? tls.exporter : undefined,
    unique: wanted('tls-unique') ? tls.unique : undefined,
    serverEndPoint: wanted('tls-server-end-point') ? tls.serverEndPoint : undefined,
  }
}

/**
 * What was relied on is compared with what is really announced; when serial they are the same.
 */
export function* recheckMechanism(talk: Talk, profile: SaslProfile): Script<void> {
  const { mechanism } = talk
  if (mechanism === undefined) return
  const { mechanisms, types } = yield* announcedMechanisms(talk, profile)
  if (!mechanisms.includes(mechanism.name)) {
    yield* fail('feature-missing', `expected ${mechanism.name}, found ${list(mechanisms)}`)
  }
  if (talk.binding.kind === 'bound' && types.length > 0 && !types.includes(talk.binding.type)) {
    yield* fail('feature-missing', `expected ${talk.binding.type}, found ${list(types)}`)
  }
}

/** Whether what was relied on is really announced; when serial it always is. */
export function* isStillOffered(talk: Talk, profile: SaslProfile): Script<boolean> {
  const { mechanism, binding } = talk
  const { mechanisms, types } = yield* announcedMechanisms(talk, profile)
  const hasType = binding.kind !== 'bound' || types.length === 0 || types.includes(binding.type)
  return mechanism !== undefined && mechanisms.includes(mechanism.name) && hasType
}

/** Names that a server chose, shown at bounded length. */
export const list = (names: readonly string[]): string => names.join(', ').slice(0, 200) || 'none'

const alternatives = (names: readonly string[]): string => names.join(' or ') || 'a mechanism'
