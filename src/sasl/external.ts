/**
 * EXTERNAL (RFC 4422 App. A, XEP-0178): the client has proven itself already, to TLS; it says
 * whom it wants to act as, or nothing. TLS knows it by the certificate that it has presented, or
 * by an earlier authentication on the session that is being resumed
 * (draft-cridland-sasl-tls-sessions-00).
 *
 * Left out: certificates that are for several addresses, of which the client would choose one.
 */
import {
  type ClientMechanism,
  type ClientStart,
  type MechanismOf,
  noMoreToSay,
  type ServerMechanism,
  type ServerStart,
} from './mechanism.ts'
import { fromUtf8, utf8 } from './octets.ts'

const NAME = 'EXTERNAL'

const client = ({ authorization }: ClientStart<'certificate'>): ClientMechanism => ({
  name: NAME,
  awaits: 'success',
  initial: () => utf8(authorization),
  respond: () => noMoreToSay(NAME),
  finish: () => undefined, // whoever holds the server's end of TLS has proven itself there
})

const server = ({ records }: ServerStart<'certificate'>): ServerMechanism => ({
  name: NAME,
  respond(message) {
    const authorization = fromUtf8(message)
    if (authorization === undefined) return { kind: 'failure', condition: 'incorrect-encoding' }
    if (authorization.includes('\0')) return { kind: 'failure', condition: 'malformed-request' }
    const username = records.identified()
    if (username === undefined) return { kind: 'failure', condition: 'not-authorized' }
    return { kind: 'success', username, authorization, additional: undefined }
  },
})

export const EXTERNAL: MechanismOf<'certificate'> = {
  name: NAME,
  specification: 'RFC 4422 App. A, XEP-0178',
  proves: 'certificate',
  taken: 'named',
  rank: 0,
  binds: 'nothing',
  authenticates: 'client',
  discloses: 'nothing',
  work: 'comparing',
  freshOctets: 0,
  keeps: undefined,
  client,
  server,
}
