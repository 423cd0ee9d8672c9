/** The server's end of OPAQUE over SASL: it proves itself first, and never learns the password. */
import { createHmac } from 'node:crypto'
import { type BindingType, bindingData } from '../channel-binding.ts'
import { type GS2, readGs2Header, unescapeName } from '../gs2.ts'
import type { ServerMechanism, ServerStart, ServerStep } from '../mechanism.ts'
import { fromBase64, fromUtf8, sameOctets, toBase64, utf8 } from '../octets.ts'
import type { PasswordScheme } from '../records.ts'
import type { Registered } from './envelope.ts'
import { CONTEXT, namedIn, type Variant } from './exchange-names.ts'
import { answer, KE1_OCTETS, type ServerChance } from './key-exchange.ts'
import { parameterText } from './stretching.ts'

const MALFORMED: ServerStep = { kind: 'failure', condition: 'malformed-request' }
const WRONG: ServerStep = { kind: 'failure', condition: 'not-authorized' }

interface Asked {
  readonly username: string
  readonly authorization: string
  /** What proves the client. */
  readonly expected: Uint8Array
}

export class OpaqueServer implements ServerMechanism {
  readonly name: string
  readonly #variant: Variant
  readonly #plus: string
  readonly #scheme: PasswordScheme<Registered>
  readonly #start: ServerStart<'password'>
  #asked: Asked | undefined

  /** `plus`: the name of the variant that binds. */
  constructor(
    variant: Variant,
    plus: string,
    scheme: PasswordScheme<Registered>,
    start: ServerStart<'password'>,
  ) {
    this.name = variant.name
    this.#variant = variant
    this.#plus = plus
    this.#scheme = scheme
    this.#start = start
  }

  respond(message: Uint8Array): ServerStep {
    const text = fromUtf8(message)
    if (text === undefined) return { kind: 'failure', condition: 'incorrect-encoding' }
    return this.#asked === undefined ? this.#begin(text) : conclude(text, this.#asked)
  }

  #begin(text: string): ServerStep {
    const header = readGs2Header(text)
    if (typeof header === 'string') return MALFORMED
    const [, name = '', first = ''] = FIRST.exec(header.rest) ?? []
    const username = unescapeName(name)
    const ke1 = fromBase64(first)
    if (!username || ke1?.length !== KE1_OCTETS) return MALFORMED
    const { flag, authorization } = header
    const { announced, records } = this.#start
    if ((flag.kind === 'p') !== (this.#variant.binds === 'negotiated')) return MALFORMED
    // RFC 5802 §6: `y` means that the announcement was altered.
    if (flag.kind === 'y' && announced.mechanisms.includes(this.#plus)) return WRONG
    const bound = this.#bound(header)
    if (bound === undefined) return MALFORMED
    const registration = records.kept(this.#scheme, username)()
    const parameters = toBase64(utf8(parameterText(registration.stretching)))
    const bare = `c=${toBase64(bound)},i=${parameters}`
    const named = namedIn(text, bare, CONTEXT)
    const answered = answer(ke1, registration, chance(this.#start.nonce()), named)
    if (answered === undefined) return MALFORMED
    this.#asked = { username, authorization, expected: answered.expected }
    return { kind: 'challenge', message: utf8(`${bare},v=${toBase64(answered.ke2)}`) }
  }

  #bound({ flag, header }: GS2): Uint8Array | undefined {
    if (flag.kind !== 'p') return utf8(header)
    const data = this.#channel(flag.type)
    return data && Buffer.concat([utf8(header), data])
  }

  #channel(type: BindingType): Uint8Array | undefined {
    const { bindingTypes, tls } = this.#start
    return bindingTypes.includes(type) ? bindingData(type, tls) : undefined
  }
}

const FIRST = /^n=([^,]+),r=([A-Za-z0-9+/=]+)(?:,[A-Za-ln-z]=[^,]*)*$/

/** A nonce of whatever form, as all that the exchange needs. */
const chance = (nonce: string): ServerChance => {
  const made = (what: string): Uint8Array =>
    createHmac('sha256', nonce).update(`OPAQUE ${what}`).digest()
  return { maskingNonce: made('masking'), nonce: made('nonce'), keyshareSeed: made('key share') }
}

const conclude = (text: string, { username, authorization, expected }: Asked): ServerStep => {
  const proof = text.startsWith('p=') ? fromBase64(text.slice(2)) : undefined
  if (proof === undefined) return MALFORMED
  if (!sameOctets(proof, expected)) return WRONG
  return { kind: 'success', username, authorization, additional: undefined }
}
