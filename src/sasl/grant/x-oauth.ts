/**
 * X-OAUTH (the proto-XEP "Token-based reconnection" of MongooseIM's makers): an access token, and
 * nothing beside it; whose it is the server knows.
 *
 * Left out: refresh tokens, which a client may present in its place, and for which a new one comes
 * with success: they take the same wait.
 */
import {
  type ClientMechanism,
  type ClientStart,
  type MechanismOf,
  noMoreToSay,
  type ServerMechanism,
  type ServerStart,
} from '../mechanism.ts'
import { fromUtf8, utf8 } from '../octets.ts'

const NAME = 'X-OAUTH'

const client = ({ secret }: ClientStart<'grant'>): ClientMechanism => ({
  name: NAME,
  awaits: 'success',
  initial: () => utf8(secret.accessToken),
  respond: () => noMoreToSay(NAME),
  finish: () => undefined,
})

const server = ({ records }: ServerStart<'grant'>): ServerMechanism => ({
  name: NAME,
  respond(message) {
    const accessToken = fromUtf8(message)
    if (accessToken === undefined) return { kind: 'failure', condition: 'incorrect-encoding' }
    if (accessToken === '') return { kind: 'failure', condition: 'malformed-request' }
    const verdict = records.redeem(accessToken)
    return verdict.kind === 'refused'
      ? { kind: 'failure', condition: 'not-authorized' }
      : { kind: 'success', username: verdict.username, authorization: '', additional: undefined }
  },
})

export const X_OAUTH: MechanismOf<'grant'> = {
  name: NAME,
  specification: 'token-reconnection (proto-XEP)',
  proves: 'grant',
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
