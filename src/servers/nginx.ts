/**
 * Prosody behind nginx, as nginx's mail proxy was taught XMPP (nginx-xmpp, 2015): TLS and PLAIN at the
 * proxy, a service that says whether the password is right, and a server that takes a name and a
 * password from the proxy in the clear.
 *
 * TLS is nginx's as it is installed: tickets resume for as long as its sessions last (ssl_session_timeout),
 * no early data for mail; for mail it leaves Nagle's algorithm on. All that was measured, with nginx 1.22. The
 * two round trips are ours, of machines in one building; a file says others.
 */
import { OPENSSL_SERVER, type TlsServerBehaviour } from '../tls/settings.ts'
import { milliseconds, seconds } from '../units.ts'
import type { ServerModel } from './model.ts'
import { PROSODY } from './prosody/prosody.ts'

const WITHIN = milliseconds(0.5)

const TLS: TlsServerBehaviour = {
  ...OPENSSL_SERVER,
  tickets: { kind: 'resume', key: 'nginx', octets: { '1.2': 192, '1.3': 224 } },
  ticketLifetime: seconds(300),
}

export const NGINX: ServerModel = {
  ...PROSODY,
  name: 'nginx',
  summary: 'Prosody behind nginx as a proxy that ends TLS and takes PLAIN',
  tcp: { ...PROSODY.tcp, nagle: 'on' },
  tls: { starttls: TLS, direct: TLS },
  front: { service: { roundTrip: WITHIN }, backend: { roundTrip: WITHIN } },
}
