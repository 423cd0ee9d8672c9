/**
 * slixmpp 1.8 (Python's asyncio): behind STARTTLS the Finished is a segment of its own, and the first data
 * follows 0.17 ms later, as whoever awaits it has to be woken; on direct TLS asyncio tells the protocol before it
 * writes the Finished. No server name, whatever the port. 17 to 20 ms of computing in a login of ten round trips.
 *
 * How that is divided was not measured: 2.6 ms for the handshake, as OpenSSL takes in Node, and
 * the rest evenly over nine answers.
 */
import { between, constantly } from '../processing-time.ts'
import { microseconds } from '../units.ts'
import type { ClientModel } from './model.ts'

export const SLIXMPP: ClientModel = {
  name: 'slixmpp',
  summary:
    'slixmpp 1.8 on asyncio: behind STARTTLS two segments where Node has one, 18 ms of computing',
  // asyncio sets TCP_NODELAY on every socket.
  tcp: { nagle: 'off' },
  tls: {
    stack: 'python',
    finished: { kind: 'apart', by: microseconds(170) },
    handshake: {
      full: constantly(microseconds(1_000)),
      resumed: constantly(microseconds(300)),
    },
  },
  tlsOnDirect: { finished: { kind: 'with-data' } },
  hello: { serverName: 'omitted', alpn: 'omitted' },
  // 9 × 1.6 to 1.9 ms, and 2.6 ms: 17 to 20 ms.
  reaction: between(microseconds(1_600), microseconds(1_900)),
}
