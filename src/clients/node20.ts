/**
 * A client of Node 20.20 on sockets with TCP_NODELAY, measured over a link with real servers: its
 * Finished leaves in one segment with what is said in the same turn of the event loop (80 + 709
 * octets to Prosody, 110 + 749 to ejabberd), whether it was queued before or is said in the
 * callback.
 *
 * Computes for 2.6 ms (99th percentile 4.5) from the server's flight to its Finished, 1.7 ms less
 * when resumed (both ends together), and 0.2 to 0.35 ms per later answer.
 */
import { between, quantiles } from '../processing-time.ts'
import { NODE20_CLIENT } from '../tls/settings.ts'
import { microseconds } from '../units.ts'
import type { ClientModel } from './model.ts'

const { stack, finished } = NODE20_CLIENT

export const NODE20: ClientModel = {
  name: 'node20',
  summary: 'Node 20 with TCP_NODELAY: Finished and first data in one segment',
  tcp: { nagle: 'off' },
  tls: {
    stack,
    finished,
    // Beside the reaction, 0.3 ms: a median of 2.6 ms, and of 0.9 ms.
    handshake: {
      full: quantiles(
        [0, microseconds(1_900)],
        [0.5, microseconds(2_300)],
        [0.99, microseconds(4_200)],
        [1, microseconds(5_000)],
      ),
      resumed: quantiles(
        [0, microseconds(400)],
        [0.5, microseconds(600)],
        [0.99, microseconds(1_100)],
        [1, microseconds(1_300)],
      ),
    },
  },
  hello: { serverName: 'sent', alpn: 'sent' },
  reaction: between(microseconds(200), microseconds(350)),
}
