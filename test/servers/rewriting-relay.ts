/**
 * A relay between a client and a real server that ends TLS on either side and rewrites what is said
 * in it: a server that forgets what it should remember, without being a stand-in. There are two
 * channels then and nothing to bind to, so that a type is announced that no client knows: a client
 * goes on as one that does not bind (XEP-0474 §4, rule 6), with tokens of `+unbound`.
 *
 * A real server writes an answer in one piece, and TLS hands over whole records: what is to be
 * rewritten comes in one piece.
 */
import { once } from 'node:events'
import { connect, createServer, type TLSSocket } from 'node:tls'
import type { LiveServer } from '../attach/live-guest-spec.ts'
import { CERTIFICATE } from '../attach/mean-server.ts'

export type Rewrite = (text: string) => string

export interface RewritingRelay {
  readonly server: LiveServer
  readonly close: () => Promise<void>
}

const AS_IT_IS: Rewrite = (text) => text
const withoutBinding: Rewrite = (text) =>
  text.replace("type='tls-exporter'", "type='tls-unheard-of'")

/** Rewrites what the server says. Direct TLS only. */
export async function rewritingRelay(real: LiveServer, down: Rewrite): Promise<RewritingRelay> {
  const sockets = new Set<TLSSocket>()
  const pass = (from: TLSSocket, to: TLSSocket, rewrite: Rewrite): void => {
    sockets.add(from)
    from.on('data', (bytes: Buffer) => to.write(rewrite(bytes.toString())))
    from.on('end', () => to.end())
    from.on('error', () => to.destroy())
    from.on('close', () => to.destroy())
  }
  const relay = createServer({ cert: CERTIFICATE.chain, key: CERTIFICATE.key }, (near) => {
    const far = connect({
      host: real.host,
      port: real.directPort ?? 0,
      servername: real.domain,
      rejectUnauthorized: false,
    })
    pass(near, far, AS_IT_IS)
    pass(far, near, (text) => down(withoutBinding(text)))
  })
  relay.on('tlsClientError', () => {})
  relay.listen(0, '127.0.0.1')
  await once(relay, 'listening')
  const address = relay.address()
  if (address === null || typeof address === 'string') throw new Error('expected a TCP port')
  return {
    server: {
      domain: real.domain,
      host: '127.0.0.1',
      directPort: address.port,
      trust: { kind: 'anybody' },
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      relay.close()
      await once(relay, 'close')
    },
  }
}
