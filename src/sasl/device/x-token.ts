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
import { sameOctets, utf8 } from '../octets.ts'
import { readPlain, writePlain } from '../plain-message.ts'
import { refused, standing } from './registered.ts'

const NAME = 'X-TOKEN'

/** As it is given out and written. */
export const tokenText = (key: Uint8Array): string => Buffer.from(key).toString('base64url')

const client = ({ username, secret }: ClientStart<'device'>): ClientMechanism => ({
  name: NAME,
  awaits: 'success',
  initial: () => writePlain({ authorization: '', username, secret: tokenText(secret.key) }),
  respond: () => noMoreToSay(NAME),
  finish: () => undefined,
})

const server = ({ records }: ServerStart<'device'>): ServerMechanism => ({
  name: NAME,
  respond(message) {
    const read = readPlain(message)
    if (typeof read === 'string') return refused(read)
    const { authorization, username, secret: token } = read
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
