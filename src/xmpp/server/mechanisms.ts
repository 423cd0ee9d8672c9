/** The server's SASL mechanisms, made ready for one exchange on one connection. */

import type { BindingType } from '../../sasl/channel-binding.ts'
import { bindingData } from '../../sasl/channel-binding.ts'
import { announcementHash } from '../../sasl/downgrade.ts'
import {
  type HashedTokenMechanism,
  readInitiatorMessage,
  responderProof,
  tokenBinding,
} from '../../sasl/hashed-token.ts'
import type { SaslCondition, ServerMechanism, ServerStep } from '../../sasl/mechanism.ts'
import { PlainServer } from '../../sasl/plain.ts'
import { type ScramHash, ScramServer, scramName } from '../../sasl/scram.ts'
import type { TlsFacts } from '../../transport.ts'
import type { Conversation, Turn } from './conversation.ts'
import { announcedBindings } from './features.ts'
import { serverNonce } from './identifiers.ts'
import type { ServerSettings } from './settings.ts'
import { checkToken, type Token } from './tokens.ts'

/** A mechanism other than those of FAST; a condition says why there is none. */
export const passwordMechanism = (
  { domain, random, tls }: Conversation,
  name: string,
): ServerMechanism | SaslCondition => {
  const { settings, accounts } = domain
  const { mechanisms, scramHashes, bindingTypes } = settings.sasl
  if (!mechanisms.includes(name)) return 'invalid-mechanism'
  if (name === 'PLAIN') {
    return new PlainServer((user, password) => accounts.checkPassword(user, password))
  }
  for (const hash of scramHashes) {
    const plus = name === scramName(hash, true)
    if (!plus && name !== scramName(hash, false)) continue
    return new ScramServer({
      hash,
      plus,
      plusAnnounced: mechanisms.includes(scramName(hash, true)),
      binding: (type: BindingType) =>
        bindingTypes.includes(type) ? bindingData(type, tls) : undefined,
      credentials: (user) => accounts.credentials(user, hash),
      nonce: serverNonce(settings, random),
      announcement: announcement(settings, hash, tls, domain.texts),
    })
  }
  return 'temporary-auth-failure'
}

const announcement = (
  { sasl }: ServerSettings,
  hash: ScramHash,
  tls: TlsFacts | undefined,
  cache: Map<string, string>,
): string | undefined => {
  if (sasl.announcementHash === 'omitted') return undefined
  const name = `h ${hash} ${tls?.version}`
  const known = cache.get(name)
  if (known !== undefined) return known
  const types = announcedBindings(sasl, tls)
  const made = announcementHash(hash, { mechanisms: sasl.mechanisms, types })
  cache.set(name, made)
  return made
}

/** HT-SHA-256-* with the tokens of one client (XEP-0484 §3.3). */
export class TokenMechanism implements ServerMechanism {
  readonly name: HashedTokenMechanism
  /** The client that owns the tokens. */
  readonly #client: string
  readonly #count: number | undefined
  readonly #conversation: Conversation
  readonly #turn: Turn
  #accepted: Token | undefined

  constructor(
    name: HashedTokenMechanism,
    client: string,
    count: number | undefined,
    conversation: Conversation,
    turn: Turn,
  ) {
    this.name = name
    this.#client = client
    this.#count = count
    this.#conversation = conversation
    this.#turn = turn
  }

  /** The token that was used, once it has been accepted. */
  get accepted(): Token | undefined {
    return this.#accepted
  }

  respond(message: Uint8Array): ServerStep {
    const { domain, tls } = this.#conversation
    const { now, early } = this.#turn
    const { fast } = domain.settings
    const read = readInitiatorMessage(message)
    const binding = tokenBinding(this.name, tls)
    if (read === undefined) return { kind: 'failure', condition: 'malformed-request' }
    // No exporter while the handshake is under way: RFC 9266 needs the main secret.
    if (binding === undefined) return { kind: 'failure', condition: 'not-authorized' }
    const checked = checkToken(domain.accounts.tokens(read.username, this.#client), {
      mechanism: this.name,
      proof: read.proof,
      binding,
      count: this.#count,
      counted: early || (fast.countChecked === 'always' && this.#count !== undefined),
      pinning: fast.pinning,
      now: domain.wallClock(now),
    })
    if (checked.kind === 'refused') {
      return { kind: 'failure', condition: tokenCondition(checked.reason, domain.settings) }
    }
    domain.accounts.setTokens(read.username, this.#client, checked.slots)
    this.#accepted = checked.token
    return {
      kind: 'success',
      username: read.username,
      authorization: '',
      additional: responderProof(checked.token.secret, binding),
    }
  }
}

const tokenCondition = (
  reason: 'unknown' | 'expired' | 'revoked' | 'password-changed' | 'replayed',
  { fast }: ServerSettings,
): SaslCondition => {
  switch (reason) {
    case 'expired':
      return fast.expired
    case 'revoked':
      return fast.revoked
    case 'password-changed':
      return fast.passwordChanged
    case 'unknown':
    case 'replayed':
      return 'not-authorized'
  }
}
