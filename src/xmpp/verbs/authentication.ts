/** Running a mechanism to its end, whichever it is and whatever it proves (RFC 4422 §3). */

import type { ClientBinding } from '../../sasl/channel-binding.ts'
import type { Announced } from '../../sasl/downgrade.ts'
import type { ClientMechanism, Mechanism } from '../../sasl/mechanism.ts'
import { NOTHING, toBase64 } from '../../sasl/octets.ts'
import type { XmlElement } from '../../xml/xml.ts'
import type { FastToken } from '../dialogue/ready-stream.ts'
import type { Script } from '../dialogue/script.ts'
import { SASL } from '../namespaces.ts'
import { readMessage } from '../sasl-message.ts'
import { fail, nonce } from './say.ts'
import type { Talk } from './talk.ts'

export type SaslProfile = 'sasl1' | 'sasl2'

const NO_ACCESS_TOKEN = 'expected an access token that the account has been given, found none'
const NO_DEVICE_KEY = 'expected a key of a registered device, found none'

/** Makes the client's end of a mechanism, for the secret that it proves. */
export function* begin(
  talk: Talk,
  mechanism: Mechanism,
  binding: ClientBinding,
  profile: SaslProfile,
  token: Pick<FastToken, 'secret'> | undefined = talk.token,
): Script<ClientMechanism> {
  const { account } = talk
  const fresh = mechanism.freshOctets === 0 ? NOTHING : yield* nonce(mechanism.freshOctets)
  const announced = () => announcement(talk, profile)
  talk.mechanism = mechanism
  talk.binding = binding
  // RFC 9266 §4.1: an exporter value serves one authentication only.
  if (binding.kind === 'bound' && binding.type === 'tls-exporter') talk.exporterSpent = true
  const { local: username, domain, enrolled } = account
  const { kept: any } = talk.memory
  const kept = any?.mechanism === mechanism.name ? any : undefined
  const authorization = ''
  const start = <Secret>(secret: Secret) => {
    return { username, domain, authorization, kept, binding, fresh, announced, secret }
  }
  switch (mechanism.proves) {
    case 'password': {
      const { password, saltedKeys: keys, iterationsAtMost } = account
      const secret = { password, keys, iterationsAtMost }
      talk.authentication = mechanism.client(start(secret))
      break
    }
    case 'certificate':
      talk.authentication = mechanism.client(start({}))
      break
    case 'grant': {
      if (enrolled === undefined) return yield* fail('feature-missing', NO_ACCESS_TOKEN)
      const { accessToken } = enrolled
      talk.authentication = mechanism.client(start({ accessToken }))
      break
    }
    case 'device': {
      if (enrolled === undefined) return yield* fail('feature-missing', NO_DEVICE_KEY)
      talk.authentication = mechanism.client(start(enrolled.device))
      break
    }
    case 'token': {
      if (token === undefined) {
        return yield* fail('feature-missing', 'expected a token to be remembered, found none')
      }
      const secret = { token: token.secret, form: talk.manner.tokenForm }
      talk.authentication = mechanism.client(start(secret))
    }
  }
  return talk.authentication
}

/** What is announced for logging in with a profile; undefined while no features are known. */
export const announcement = ({ offered }: Talk, profile: SaslProfile): Announced | undefined =>
  offered && {
    mechanisms: profile === 'sasl1' ? offered.sasl : (offered.sasl2?.mechanisms ?? []),
    types: offered.bindingTypes,
  }

/** The octets that an element's text stands for, which must be base64 and nothing else. */
export function* decoded(element: XmlElement): Script<Uint8Array> {
  const octets = readMessage(element)
  if (octets !== undefined) return octets
  return yield* fail('protocol-violation', `expected base64 in <${element.name}/>`)
}

/** The answer to the challenge, as base64, or undefined when it has no octets. */
export function* challengeResponse(talk: Talk): Script<string | undefined> {
  const step = talk.authentication?.respond(talk.challenge ?? NOTHING)
  talk.challenge = undefined
  if (step?.kind === 'message') return toBase64(step.message) || undefined
  const failure = step?.failure
  return yield* fail(
    failure?.code ?? 'protocol-violation',
    failure?.detail ?? 'expected an authentication under way',
  )
}

/** The server proves itself, or the attempt ends here. */
export function* verifyServer(talk: Talk, proof: Uint8Array | undefined): Script<void> {
  if (talk.authentication === undefined) {
    yield* fail('protocol-violation', 'expected an authentication under way')
  }
  const failure = talk.authentication?.finish(proof)
  if (failure !== undefined) yield* fail(failure.code, failure.detail)
}

export function* refused(talk: Talk, failure: XmlElement): Script<never> {
  const why = `${talk.mechanism?.name} refused: ${refusalOf(failure)}`
  return yield* fail('authentication-failed', why)
}

/** RFC 6120 §6.5: one condition; Prosody has been seen to write one in another namespace. */
export function refusalOf(failure: XmlElement): string {
  const children = failure.elements()
  const condition = children.find((child) => child.namespace === SASL) ?? children[0]
  return condition?.name.slice(0, 64) ?? 'no condition'
}
