/**
 * As fast-resume-direct, after more time than the token was good for: a client that knows what time
 * it is does not try it, and the password takes its place in the flight. The session is gone by then,
 * too; a new one is bound in the same request.
 */
import type { Base } from './base.ts'
import { BARRED } from './early-data.ts'
import { fastRejectedDirect } from './fast-rejected-direct.ts'

export const fastExpiredDirect: Base = {
  ...fastRejectedDirect,
  name: 'fast-expired-direct',
  summary: 'direct TLS, FAST token expired and not tried: SCRAM with Bind 2 inline',
  rows: ['R8'],
  entry: { ...fastRejectedDirect.entry, compared: 'apart' },
  aftermath: 'token-expired',
  earlyData: BARRED,
}
