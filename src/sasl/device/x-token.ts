/**
 * X-TOKEN (the proto-XEP "Authorization Tokens" of 2019): PLAIN with a token of the device in
 * the place of the password.
 *
 * Left out: how the token was issued (`<issue/>` of that proto-XEP, on an earlier session), and
 * the lists by which tokens are revoked.
 */
import {
  type ClientMechanism,
  type ClientStart,
  type MechanismOf,
  noMoreToSay,
  type ServerMechanism,
  type ServerStart,
} from '../mechanism.ts'
import { fromUtf8, sameOctets, utf8 } from '../octets.ts'
import { refused, standing } from './registered.ts'

const NAME = 'X-TOKEN'

/** As it is given out and written. */
export const tokenText = (key: Uint8Array): string => Buffer.from(key).toString('base64url')

const client = ({ username, secret }: ClientStart<'device'>): ClientMechanism => ({
  name: NAME,
  awaits: 'success',
  initial: () => utf8(`\0${username}\0${tokenText(secret.key)}`),
  respond: () => noMoreToSay(NAME),
  finish: () => undefined,
})

const server = ({ records }: ServerStart<'device'>): ServerMechanism => ({
  name: NAME,
  respond(message) {
    const text = fromUtf8(message)
    if (text === undefined) return refused('incorrect-encoding')
    const [authorization, username, token, ...rest] = text.split('\0')
    if (authorization === undefined || !username || !token || rest.length > 0) {
      return refused('malformed-request')
    }
    const device = records
      .devices(username)
      .find(({ key }) => sameOctets(utf8(token), utf8(tokenText(key))))
    if (device === undefined) return refused('not-authorized')
    const condition = standing(device)
    if (condition !== undefined) return refused(condition)
    return { kind: 'success', username, authorization, additional: undefined }
  },
})

export const X_TOKEN: MechanismOf<'device'> = {
  name: NAME,
  specification: 'auth-tokens (proto-XEP)',
  proves: 'device',
  taken: 'named',
  rank: 0,
  binds: 'nothing',
  authenticates: 'client',
  discloses: 'secret',
  work: 'comparing',
  freshOctets: 0,
  keeps: undefined,
  client,
  server,
}
