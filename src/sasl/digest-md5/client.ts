/**
 * The client's end of DIGEST-MD5: the answer to the server's challenge, or, with what it has kept
 * of an earlier authentication, that answer once more with the next nonce count, unasked.
 */
import type { Failure } from '../../transport.ts'
import {
  type ClientMechanism,
  type ClientStart,
  type ClientStep,
  type Kept,
  noMoreToSay,
} from '../mechanism.ts'
import { fromUtf8, NOTHING, sameOctets, utf8 } from '../octets.ts'
import { quoted, readDirectives } from './directives.ts'
import { countText, type Digested, digestResponse, digestSecret } from './response.ts'

/** Answers to challenges: one, and another where what was kept is of no use any more. */
const ANSWERS_AT_MOST = 2

interface Said {
  readonly realm: string
  readonly digested: Digested
}

export class DigestMd5Client implements ClientMechanism {
  readonly name = 'DIGEST-MD5'
  readonly #start: ClientStart<'password'>
  #said: Said | undefined
  #answers = 0
  /** The server's proof came as a challenge, as RFC 3920 had it. */
  #proven = false

  constructor(start: ClientStart<'password'>) {
    this.#start = start
  }

  get awaits(): 'challenge' | 'success' {
    return this.#said === undefined ? 'challenge' : 'success'
  }

  /** RFC 2831 §2.2.1: subsequent authentication; initial authentication waits for the server. */
  initial(): Uint8Array | undefined {
    const { nonce, cnonce, realm, count } = this.#start.kept?.values ?? {}
    if (nonce === undefined || cnonce === undefined || realm === undefined) return undefined
    return this.#response(nonce, cnonce, realm, Number(count) + 1)
  }

  respond(challenge: Uint8Array): ClientStep {
    const found = readDirectives(fromUtf8(challenge) ?? '')
    if (found === undefined) return failed('expected directives in the challenge, found none')
    if (this.#proven) return noMoreToSay(this.name)
    if (found.has('rspauth')) {
      const failure = this.finish(challenge)
      if (failure !== undefined) return { kind: 'failed', failure }
      this.#proven = true
      return { kind: 'message', message: NOTHING }
    }
    const nonce = found.get('nonce')
    this.#answers += 1
    if (this.#answers > ANSWERS_AT_MOST) return noMoreToSay(this.name)
    if (nonce === undefined) return failed('expected a nonce in the challenge, found none')
    if (found.get('algorithm')?.toLowerCase() !== 'md5-sess') {
      return failed('expected the algorithm md5-sess in the challenge, found another')
    }
    // §2.1.1: without it `auth` is what there is.
    if (!(found.get('qop') ?? 'auth').split(/[\s,]+/).includes('auth')) {
      return failed('expected the protection "auth" in the challenge, found others')
    }
    const cnonce = Buffer.from(this.#start.fresh).toString('base64url')
    const message = this.#response(nonce, cnonce, found.get('realm') ?? '', 1)
    return { kind: 'message', message }
  }

  finish(additional: Uint8Array | undefined): Failure | undefined {
    if (this.#proven) return undefined
    const said = this.#said
    const proof = readDirectives(fromUtf8(additional ?? NOTHING) ?? '')?.get('rspauth')
    if (said === undefined || proof === undefined) {
      return notAuthentic(`expected rspauth of ${this.name}, found none`)
    }
    if (!sameOctets(utf8(proof), utf8(digestResponse('server', said.digested)))) {
      return notAuthentic(`expected rspauth of ${this.name} made with the password`)
    }
    return undefined
  }

  keeps(): Kept | undefined {
    if (this.#said === undefined) return undefined
    const { realm, digested } = this.#said
    const { nonce, cnonce, nonceCount } = digested
    const count = String(Number.parseInt(nonceCount, 16))
    return { mechanism: this.name, lasts: 'session', values: { nonce, cnonce, realm, count } }
  }

  #response(nonce: string, cnonce: string, realm: string, count: number): Uint8Array {
    const { username, domain, authorization, secret } = this.#start
    const uri = `xmpp/${domain}`
    const nonceCount = countText(count)
    const hashed = digestSecret(username, realm, secret.password)
    const digested = { secret: hashed, nonce, cnonce, nonceCount, uri, authorization }
    this.#said = { realm, digested }
    const directives = [
      `username=${quoted(username)}`,
      ...(realm === '' ? [] : [`realm=${quoted(realm)}`]),
      `nonce=${quoted(nonce)}`,
      `cnonce=${quoted(cnonce)}`,
      `nc=${nonceCount}`,
      'qop=auth',
      `digest-uri=${quoted(uri)}`,
      `response=${digestResponse('client', digested)}`,
      'charset=utf-8',
      ...(authorization === '' ? [] : [`authzid=${quoted(authorization)}`]),
    ]
    return utf8(directives.join(','))
  }
}

const notAuthentic = (detail: string): Failure => ({ code: 'server-not-authentic', detail })

const failed = (detail: string): ClientStep => ({
  kind: 'failed',
  failure: { code: 'protocol-violation', detail },
})
