/**
 * Choosing how to prove the password, and checking the choice: the mechanism, the channel
 * binding (XEP-0440), and both again when the real features come after the fact.
 *
 * The best that is offered, by the list of mechanisms. One that shows the password to the server
 * goes inside TLS only, and never to a server that is remembered to have offered one that does
 * not: who takes that out of the announcement wants to see the password (XEP-0474).
 */

import { type ClientBinding, chooseBinding, UNBOUND } from '../../sasl/channel-binding.ts'
import type { Announced } from '../../sasl/downgrade.ts'
import type { ClientMechanism, MechanismOf } from '../../sasl/mechanism.ts'
import type { Script } from '../dialogue/script.ts'
import { announcement, begin, type Profile } from './authentication.ts'
import { fail } from './say.ts'
import type { Talk } from './talk.ts'

/** A client for the best mechanism offered, as far as is known. */
export function* chooseMechanism(talk: Talk, profile: Profile): Script<ClientMechanism> {
  const announced = yield* announcedMechanisms(talk, profile)
  const binding = yield* chosenBinding(talk, profile, announced)
  const mechanism = yield* chosenMechanism(talk, binding, announced)
  return yield* begin(talk, mechanism, binding, profile)
}

function* chosenMechanism(
  talk: Talk,
  binding: ClientBinding,
  { mechanisms }: Announced,
): Script<MechanismOf<'password'>> {
  const wanted = binding.kind === 'bound' ? 'negotiated' : 'nothing'
  const mayShow = talk.tls !== undefined && talk.manner.binding === 'unbound'
  const isUsable = ({ binds, discloses }: MechanismOf<'password'>): boolean =>
    binds === wanted && (mayShow || discloses === 'nothing')
  const known = talk.mechanisms.proving('password')
  const best = known.find((one) => isUsable(one) && mechanisms.includes(one.name))
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

/** The best mechanism that kept the password to itself and was offered, in either profile. */
const safeBefore = ({ memory: { features }, mechanisms }: Talk): string | undefined => {
  const offered = [...(features?.sasl ?? []), ...(features?.sasl2?.mechanisms ?? [])]
  return mechanisms
    .proving('password')
    .find(({ name, discloses }) => discloses === 'nothing' && offered.includes(name))?.name
}

function* announcedMechanisms(talk: Talk, profile: Profile): Script<Announced> {
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
 * A strategy that binds fails where binding is not offered, rather than measure something else.
 * Only behind a token that has used the exporter up does it go on unbound when there is nothing
 * but the exporter to bind to (RFC 9266 §4.1).
 */
function* chosenBinding(talk: Talk, profile: Profile, announced: Announced): Script<ClientBinding> {
  if (talk.manner.binding === 'unbound' || talk.tls === undefined) return UNBOUND
  const { unique } = talk.tls
  const tls = talk.exporterSpent ? { ...talk.tls, unique, exporter: undefined } : talk.tls
  const choice = chooseBinding({ ...announced, profile }, tls)
  if (choice.kind === 'bound') return choice
  if (talk.exporterSpent) return UNBOUND
  return yield* fail(
    'feature-missing',
    choice.kind === 'refused' ? choice.failure.detail : 'expected channel binding to be offered',
  )
}

/**
 * What was relied on is compared with what is really announced; when serial they are the same.
 */
export function* recheckMechanism(talk: Talk, profile: Profile): Script<void> {
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

/** Names that a server chose, shown at bounded length. */
export const list = (names: readonly string[]): string => names.join(', ').slice(0, 200) || 'none'

const alternatives = (names: readonly string[]): string => names.join(' or ') || 'a mechanism'
