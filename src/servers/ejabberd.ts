/**
 * ejabberd 26.07, set up as 24.12 is and measured against it, 91 strategies: it asks for no client
 * certificate, announces HT-…-UNIQ only where `tls-unique` exists (as the embedded server always
 * does), and takes a second for each resumption: 1.002 to 1.039 s, where 24.12 takes up to 29 ms,
 * however and whenever the old connection ended.
 */
import { between } from '../processing-time.ts'
import type { TlsServerBehaviour } from '../tls/settings.ts'
import { milliseconds } from '../units.ts'
import { EJABBERD_24_12 } from './ejabberd-24.12.ts'
import type { ServerModel } from './model.ts'

const RESUMPTION = between(milliseconds(1_002), milliseconds(1_039))

const { tls, xmpp } = EJABBERD_24_12

const TLS: TlsServerBehaviour = { ...tls.direct, requestsClientCertificate: false }

export const EJABBERD: ServerModel = {
  ...EJABBERD_24_12,
  name: 'ejabberd',
  summary: 'ejabberd 26.07, whose tickets never resume and whose resumptions take a second',
  tls: { starttls: TLS, direct: TLS },
  xmpp: { ...xmpp, think: { ...xmpp.think, resumed: RESUMPTION, inlineResumed: RESUMPTION } },
}
