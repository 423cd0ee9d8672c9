/**
 * Choosing how to prove the password, and checking the choice: the mechanism, the channel
 * binding (XEP-0440), and both again when the real features come after the fact.
 *
 * SCRAM wherever it is offered. PLAIN is the last resort, in TLS and unbound only, and never at a
 * server that is remembered to have offered SCRAM: who takes it out of the announcement wants to
 * see the password (XEP-0474).
 */

import { type ClientBinding, chooseBinding, UNBOUND } from '../../sasl/channel-binding.ts'
import type { Announced } from '../../sasl/downgrade.ts'
import { type ClientMechanism, fromBase64, toBase64 } from '../../sasl/mechanism.ts'
import { PlainClient } from '../../sasl/plain.ts'
import { ScramClient, type ScramHash, scramName } from '../../sasl/scram.ts'
import type { XmlElement } from '../../xml/xml.ts'
import type { Script } from '../dialogue/script.ts'
import type { Features } from '../features.ts'
import { SASL } from '../namespaces.ts'
import { fail, nonce } from './say.ts'
import type { Talk } from './talk.ts'

export type Profile = 'sasl1' | 'sasl2'

/** 18 octets make 24 characters of base64, as most clients send. */
const NONCE_OCTETS = 18
/** Strongest first. */
const PREFERRED: readonly ScramHash[] = ['SHA-256', 'SHA-1']
const KNOWN_SCRAM: readonly string[] = PREFERRED.flatMap((hash) => [
  scramName(hash, true),
  scramName(hash, false),
])

/** A client for the strongest mechanism offered, as far as is known. */
export function* chooseMechanism(talk: Talk, profile: Profile): Script<ClientMechanism> {
  const announced = yield* announcement(talk, profile)
  talk.binding = yield* binding(talk, profile, announced)
  if (talk.binding.kind === 'bound' && talk.binding.type === 'tls-exporter') {
    talk.exporterSpent = true
  }
  const plus = talk.binding.kind === 'bound'
  const hash = PREFERRED.find((one) => announced.mechanisms.includes(scramName(one, plus)))
  if (hash === undefined) return yield* lastResort(talk, announced.mechanisms)
  const { local: username, password, saltedKeys: keys } = talk.account
  return new ScramClient({
    hash,
    username,
    password,
    nonce: toBase64(yield* nonce(NONCE_OCTETS)),
    binding: talk.binding,
    keys,
  })
}

function* lastResort(talk: Talk, mechanisms: readonly string[]): Script<PlainClient> {
  const found = list(mechanisms)
  if (talk.manner.binding === 'bound') {
    return yield* fail('feature-missing', `expected SCRAM-…-PLUS, found ${found}`)
  }
  if (talk.tls === undefined || !mechanisms.includes('PLAIN')) {
    return yield* fail('feature-missing', `expected SCRAM or, in TLS, PLAIN, found ${found}`)
  }
  if (offeredScram(talk.memory.features)) {
    return yield* fail('feature-missing', `expected SCRAM, as offered before, found ${found}`)
  }
  const { local: username, password } = talk.account
  return new PlainClient({ username, password })
}

/** In either profile: the account is the same. */
const offeredScram = (features: Features | undefined): boolean =>
  [...(features?.sasl ?? []), ...(features?.sasl2?.mechanisms ?? [])].some((name) =>
    KNOWN_SCRAM.includes(name),
  )

function* announcement(talk: Talk, profile: Profile): Script<Announced> {
  const offered = talk.offered
  if (offered === undefined) {
    return yield* fail('feature-missing', 'expected features to be remembered, found none')
  }
  const mechanisms = profile === 'sasl1' ? offered.sasl : offered.sasl2?.mechanisms
  if (mechanisms === undefined || mechanisms.length === 0) {
    const name = profile === 'sasl1' ? 'SASL' : 'SASL2'
    return yield* fail('feature-missing', `expected ${name} to be offered`)
  }
  return { mechanisms, types: offered.bindingTypes }
}

/**
 * A strategy that binds fails where binding is not offered, rather than measure something else.
 * Only behind a token that has used the exporter up does it go on unbound when there is nothing
 * but the exporter to bind to (RFC 9266 §4.1).
 */
function* binding(talk: Talk, profile: Profile, announced: Announced): Script<ClientBinding> {
  if (talk.manner.binding === 'unbound' || talk.tls === undefined) return UNBOUND
  const tls = talk.exporterSpent ? { ...talk.tls, exporter: undefined } : talk.tls
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
 * SCRAM is also told, so that it can check the announcement's signature (XEP-0474).
 */
export function* recheckMechanism(talk: Talk, profile: Profile): Script<void> {
  const { mechanism } = talk
  if (mechanism === undefined) return
  const announced = yield* announcement(talk, profile)
  if (!announced.mechanisms.includes(mechanism.name)) {
    yield* fail(
      'feature-missing',
      `expected ${mechanism.name}, found ${list(announced.mechanisms)}`,
    )
  }
  const { types } = announced
  if (talk.binding.kind === 'bound' && types.length > 0 && !types.includes(talk.binding.type)) {
    yield* fail('feature-missing', `expected ${talk.binding.type}, found ${list(types)}`)
  }
  if (mechanism instanceof ScramClient) mechanism.heardAnnouncement(announced)
}

/** The octets in an element's text, which must be base64. */
export function* decoded(element: XmlElement): Script<Uint8Array> {
  const octets = fromBase64(element.text())
  if (octets !== undefined) return octets
  return yield* fail('protocol-violation', `expected base64 in <${element.name}/>`)
}

/** The answer to the challenge, as base64. */
export function* challengeResponse(talk: Talk): Script<string> {
  const step = talk.mechanism?.respond(talk.challenge)
  if (step?.kind === 'message') return toBase64(step.message)
  const failure = step?.failure
  return yield* fail(
    failure?.code ?? 'protocol-violation',
    failure?.detail ?? 'expected an authentication under way',
  )
}

/** The server proves itself, or the attempt ends here. */
export function* verifyServer(talk: Talk, proof: Uint8Array | undefined): Script<void> {
  if (talk.mechanism === undefined) {
    yield* fail('protocol-violation', 'expected an authentication under way')
  }
  const failure = talk.mechanism?.finish(proof)
  if (failure !== undefined) yield* fail(failure.code, failure.detail)
}

/** RFC 6120 §6.5: one condition; Prosody has been seen to write one in another namespace. */
export function* refused(talk: Talk, failure: XmlElement): Script<never> {
  const children = failure.elements()
  const condition = children.find((child) => child.namespace === SASL) ?? children[0]
  const name = condition?.name.slice(0, 64) ?? 'no condition'
  return yield* fail('authentication-failed', `${talk.mechanism?.name} refused: ${name}`)
}

/** Names that a server chose, shown at bounded length. */
export const list = (names: readonly string[]): string => names.join(', ').slice(0, 200) || 'none'
