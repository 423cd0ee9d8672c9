/**
 * OAUTHBEARER (RFC 7628): an access token of OAuth 2.0, once. A server that refuses it says in a
 * challenge why, and where one can be had; the client answers with one octet, and only then comes
 * the failure (§3.2.3): a refusal takes two waits.
 *
 * Left out: schemes that sign requests (§3.1 has the host and port for them; here they are not
 * sent), and what the client does with the answer, which is done over HTTP.
 */
import { briefly } from '../../foreign-text.ts'
import type { Failure } from '../../transport.ts'
import { gs2Header, readGs2Header } from '../gs2.ts'
import {
  type ClientMechanism,
  type ClientStart,
  type ClientStep,
  type MechanismOf,
  noMoreToSay,
  type ServerMechanism,
  type ServerStart,
  type ServerStep,
} from '../mechanism.ts'
import { fromUtf8, utf8 } from '../octets.ts'

const NAME = 'OAUTHBEARER'
/** Ends each pair of key and value, and all of them (§3.1). */
const SEPARATOR = '\x01'
/** §3.2.3: to whoever has told that it refuses. */
const ACKNOWLEDGEMENT = utf8(SEPARATOR)

class OauthBearerClient implements ClientMechanism {
  readonly name = NAME
  readonly awaits = 'success'
  readonly #start: ClientStart<'grant'>
  /** What the server said of the token, once it has. */
  #refusal: string | undefined

  constructor(start: ClientStart<'grant'>) {
    this.#start = start
  }

  initial(): Uint8Array {
    const { username, domain, authorization, binding, secret } = this.#start
    const header = gs2Header(binding, authorization || `${username}@${domain}`)
    return utf8(`${header}${SEPARATOR}auth=Bearer ${secret.accessToken}${SEPARATOR}${SEPARATOR}`)
  }

  respond(challenge: Uint8Array): ClientStep {
    if (this.#refusal !== undefined) return noMoreToSay(NAME)
    const refusal = readRefusal(fromUtf8(challenge) ?? '')
    if (refusal === undefined) {
      const detail = `expected the outcome of ${NAME}, found a challenge that is no JSON object with a status`
      return { kind: 'failed', failure: { code: 'protocol-violation', detail } }
    }
    this.#refusal = refusal
    return { kind: 'message', message: ACKNOWLEDGEMENT }
  }

  finish(): Failure | undefined {
    if (this.#refusal === undefined) return undefined
    const detail = `expected a failure after ${NAME} was refused (${briefly(this.#refusal, 80)}), found success`
    return { code: 'protocol-violation', detail }
  }
}

/** The `status` of RFC 7628 §3.2.2; undefined when it is something else. */
const readRefusal = (text: string): string | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || !('status' in value)) return undefined
    return typeof value.status === 'string' ? value.status : undefined
  } catch {
    return undefined
  }
}

class OauthBearerServer implements ServerMechanism {
  readonly name = NAME
  readonly #start: ServerStart<'grant'>
  #refused = false

  constructor(start: ServerStart<'grant'>) {
    this.#start = start
  }

  respond(message: Uint8Array): ServerStep {
    if (this.#refused) return { kind: 'failure', condition: 'not-authorized' }
    const text = fromUtf8(message)
    if (text === undefined) return { kind: 'failure', condition: 'incorrect-encoding' }
    const request = readRequest(text)
    if (request === undefined) return { kind: 'failure', condition: 'malformed-request' }
    const verdict = this.#start.records.redeem(request.accessToken)
    const { authorization } = request
    if (verdict.kind === 'accepted') {
      return { kind: 'success', username: verdict.username, authorization, additional: undefined }
    }
    this.#refused = true
    return { kind: 'challenge', message: utf8(discovery(this.#start.domain)) }
  }
}

interface Request {
  readonly authorization: string
  readonly accessToken: string
}

const PAIR = /^[A-Za-z]+=[^\0]*$/
/** RFC 6750 §2.1; the scheme without regard to case. */
const BEARER = /^auth=bearer +([A-Za-z0-9\-._~+/]+=*)$/i

/** GS2 header, then pairs, each ended by one octet, and one octet more (RFC 7628 §3.1). */
const readRequest = (text: string): Request | undefined => {
  const parts = text.split(SEPARATOR)
  const [head = '', ...pairs] = parts.slice(0, -2)
  const header = readGs2Header(head)
  if (typeof header === 'string' || header.rest !== '' || header.flag.kind === 'p') return undefined
  if (parts.at(-1) !== '' || parts.at(-2) !== '') return undefined
  if (!pairs.every((pair) => PAIR.test(pair))) return undefined
  const schemes = pairs.filter((pair) => pair.startsWith('auth='))
  const accessToken = BEARER.exec(schemes[0] ?? '')?.[1]
  if (schemes.length !== 1 || accessToken === undefined) return undefined
  return { authorization: header.authorization, accessToken }
}

/** RFC 7628 §3.2.2, with the document of discovery (OpenID Connect Discovery §4, RFC 8414 §3). */
const discovery = (domain: string): string =>
  JSON.stringify({
    status: 'invalid_token',
    scope: 'xmpp',
    'openid-configuration': `https://${domain}/.well-known/oauth-authorization-server`,
  })

export const OAUTHBEARER: MechanismOf<'grant'> = {
  name: NAME,
  specification: 'RFC 7628, XEP-0493',
  proves: 'grant',
  taken: 'named',
  rank: 1,
  binds: 'nothing',
  authenticates: 'client',
  discloses: 'secret',
  work: 'comparing',
  freshOctets: 0,
  keeps: undefined,
  client: (start) => new OauthBearerClient(start),
  server: (start) => new OauthBearerServer(start),
}
