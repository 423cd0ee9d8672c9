/**
 * As fast-rejected-direct, but it was the client's access that was taken away (XEP-0494): its token is
 * revoked and its session over. With the password, which only a change of it keeps out (§3.2), it gets in
 * as if it had never been there; without one (`+oauthbearer`) it does not.
 */
import type { Base } from './base.ts'
import { fastRejectedDirect } from './fast-rejected-direct.ts'

export const fastClientRevokedDirect: Base = {
  ...fastRejectedDirect,
  name: 'fast-client-revoked-direct',
  summary: 'direct TLS, client access revoked (XEP-0494): token refused, SCRAM with Bind 2 inline',
  entry: {
    ...fastRejectedDirect.entry,
    parts: ['cam', ...fastRejectedDirect.entry.parts],
    compared: 'apart',
  },
  aftermath: 'client-revoked',
}
