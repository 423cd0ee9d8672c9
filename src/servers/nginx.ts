/**
 * Prosody behind nginx, as nginx's mail proxy was taught XMPP (nginx-xmpp, 2015): TLS and PLAIN at the
 * proxy, a service that says whether the password is right, and a server that takes a name and a
 * password from the proxy in the clear.
 *
 * TLS is nginx's as it is installed: tickets resume, no early data for mail. The two round trips are
 * ours, of machines in one building; a file says others.
 */
import { OPENSSL_SERVER } from '../tls/settings.ts'
import { milliseconds } from '../units.ts'
import type { ServerModel } from './model.ts'
import { PROSODY } from './prosody/prosody.ts'

const WITHIN = milliseconds(0.5)

export const NGINX: ServerModel = {
  ...PROSODY,
  name: 'nginx',
  summary: 'Prosody behind nginx as a proxy that ends TLS and takes PLAIN',
  tcp: { ...PROSODY.tcp, nagle: 'off' },
  tls: { starttls: OPENSSL_SERVER, direct: OPENSSL_SERVER },
  front: { service: { roundTrip: WITHIN }, backend: { roundTrip: WITHIN } },
}
