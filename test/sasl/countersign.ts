import { createHash, createHmac } from 'node:crypto'
import { type MechanismOf, noMoreToSay } from '../../src/sasl/mechanism.ts'
import { fromUtf8, sameOctets, utf8 } from '../../src/sasl/octets.ts'
import type { PasswordScheme } from '../../src/sasl/records.ts'

/** A mechanism for examples: the server names a word, and both sign it with the password's hash. */
const keyOf = (password: string): Uint8Array => createHash('sha256').update(password).digest()
const signed = (key: Uint8Array, who: string, word: string): Buffer =>
  createHmac('sha256', key).update(`${who} ${word}`).digest()

/** What the server keeps: enough to check and to sign, and not the password. */
const HASHED: PasswordScheme<Uint8Array> = {
  name: 'SHA-256',
  keep: keyOf,
  decoy: keyOf,
  matches: (password, kept) => sameOctets(keyOf(password), kept),
}

export const COUNTERSIGN: MechanismOf<'password'> = {
  name: 'COUNTERSIGN',
  specification: 'this page',
  proves: 'password',
  rank: 5,
  binds: 'nothing',
  authenticates: 'both',
  discloses: 'nothing',
  work: 'comparing',
  freshOctets: 0,
  keeps: HASHED,
  client({ username, secret }) {
    let word: string | undefined
    return {
      name: 'COUNTERSIGN',
      initial: () => undefined, // the server speaks first
      respond(challenge) {
        if (word !== undefined) return noMoreToSay('COUNTERSIGN')
        word = fromUtf8(challenge) ?? ''
        const signature = signed(keyOf(secret.password), 'client', word).toString('hex')
        return { kind: 'message', message: utf8(`${username} ${signature}`) }
      },
      finish(additional = new Uint8Array(0)) {
        const proof =
          word === undefined ? undefined : signed(keyOf(secret.password), 'server', word)
        if (proof !== undefined && sameOctets(additional, proof)) return undefined
        return { code: 'server-not-authentic', detail: 'expected a countersignature' }
      },
    }
  },
  server({ records, nonce }) {
    const word = nonce()
    return {
      name: 'COUNTERSIGN',
      challenge: () => utf8(word),
      respond(message) {
        const [username = '', signature = ''] = (fromUtf8(message) ?? '').split(' ')
        const key = records.kept(HASHED, username)
        if (!sameOctets(Buffer.from(signature, 'hex'), signed(key, 'client', word))) {
          return { kind: 'failure', condition: 'not-authorized' }
        }
        const additional = signed(key, 'server', word)
        return { kind: 'success', username, authorization: '', additional }
      },
    }
  },
}
