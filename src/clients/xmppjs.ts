/**
 * @xmpp/client 0.14 on Node 20.20: leaves Nagle's algorithm on and pauses for 1 ms after the
 * handshake, so that its first words wait for the acknowledgement of the Finished, a round trip
 * more. Its ClientHello has neither server name nor ALPN (349 octets).
 */
import { milliseconds } from '../units.ts'
import type { ClientModel } from './model.ts'
import { NODE20 } from './node20.ts'

export const XMPPJS: ClientModel = {
  ...NODE20,
  name: 'xmppjs',
  summary: '@xmpp/client 0.14 on Node 20: Nagle’s algorithm on, and a pause after the handshake',
  tcp: { nagle: 'on' },
  tls: { ...NODE20.tls, finished: { kind: 'apart', by: milliseconds(1) } },
  hello: { serverName: 'omitted', alpn: 'omitted' },
}
