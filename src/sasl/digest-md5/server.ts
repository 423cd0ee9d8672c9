/**
 * The server's end of DIGEST-MD5. It notes each nonce that somebody has authenticated with, and
 * how often: who comes again with the count that is next is let in at once (RFC 2831 §2.2.2);
 * anybody else is challenged anew, and whoever knew the password then told that only the nonce
 * was stale.
 */
import type { ServerMechanism, ServerStart, ServerStep } from '../mechanism.ts'
import { fromUtf8, sameOctets, utf8 } from '../octets.ts'
import type { PasswordScheme } from '../records.ts'
import { quoted, readDirectives } from './directives.ts'
import { countText, type Digested, digestResponse } from './response.ts'

interface Response {
  readonly username: string
  readonly realm: string
  readonly response: string
  readonly digested: Digested
}

export class DigestMd5Server implements ServerMechanism {
  readonly name = 'DIGEST-MD5'
  readonly #scheme: PasswordScheme<Uint8Array>
  readonly #start: ServerStart<'password'>
  readonly #nonce: string
  #challenged = false

  constructor(scheme: PasswordScheme<Uint8Array>, start: ServerStart<'password'>) {
    this.#scheme = scheme
    this.#start = start
    this.#nonce = start.nonce()
  }

  challenge(): Uint8Array {
    this.#challenged = true
    return this.#directives('')
  }

  #directives(stale: string): Uint8Array {
    const { domain } = this.#start
    const nonce = quoted(this.#nonce)
    return utf8(
      `realm=${quoted(domain)},nonce=${nonce},qop="auth"${stale},charset=utf-8,algorithm=md5-sess`,
    )
  }

  respond(message: Uint8Array): ServerStep {
    const text = fromUtf8(message)
    if (text === undefined) return { kind: 'failure', condition: 'incorrect-encoding' }
    const read = this.#read(text)
    if (read === undefined) return { kind: 'failure', condition: 'malformed-request' }
    const isRight = sameOctets(utf8(read.response), utf8(digestResponse('client', read.digested)))
    const { nonce, nonceCount } = read.digested
    if (this.#challenged) {
      const isAnswer = nonce === this.#nonce && nonceCount === countText(1)
      if (isRight && isAnswer) return this.#succeed(read)
      return { kind: 'failure', condition: 'not-authorized' }
    }
    const noted = this.#start.notes.find(noteName(nonce))
    if (isRight && noted === noteOf(read, -1)) return this.#succeed(read)
    this.#challenged = true
    // §2.2.2: a count out of turn is no matter of a stale nonce, and changes nothing.
    const stale = isRight && noted === undefined ? ',stale=true' : ''
    return { kind: 'challenge', message: this.#directives(stale) }
  }

  #succeed(read: Response): ServerStep {
    const { username, digested } = read
    this.#start.notes.write(noteName(digested.nonce), noteOf(read, 0))
    const additional = utf8(`rspauth=${digestResponse('server', digested)}`)
    return { kind: 'success', username, authorization: digested.authorization, additional }
  }

  /** Undefined when something is missing, or is not of this server. */
  #read(text: string): Response | undefined {
    const { domain, records } = this.#start
    const found = readDirectives(text)
    const get = (name: string): string => found?.get(name) ?? ''
    const [username, realm, uri] = [get('username'), get('realm'), get('digest-uri')]
    const [nonce, cnonce, nonceCount] = [get('nonce'), get('cnonce'), get('nc')]
    const response = get('response')
    if (username === '' || nonce === '' || cnonce === '') return undefined
    if (realm !== domain || uri !== `xmpp/${domain}`) return undefined
    if (!/^[0-9a-f]{8}$/.test(nonceCount) || !/^[0-9a-f]{32}$/.test(response)) return undefined
    if ((found?.get('qop') ?? 'auth') !== 'auth') return undefined
    const secret = records.kept(this.#scheme, username)
    const authorization = get('authzid')
    const digested = { secret, nonce, cnonce, nonceCount, uri, authorization }
    return { username, realm, response, digested }
  }
}

const noteName = (nonce: string): string => `DIGEST-MD5 ${nonce}`

/** Who came with the nonce, and with which count, or the one `by` away from it. */
const noteOf = ({ username, digested }: Response, by: 0 | -1): string => {
  const { cnonce, nonceCount } = digested
  return JSON.stringify([username, cnonce, Number.parseInt(nonceCount, 16) + by])
}
