/** What a real server is called in TLS and in HTTP, and what its certificate has to be for. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { describe, it } from 'node:test'
import { createServer } from 'node:tls'
import { LiveTls } from '../../src/attach/live/tls.ts'
import { runLive } from '../../src/run/live/live.ts'
import { specFor, strategiesNamed } from './live-guest-spec.ts'
import { CERTIFICATE, withServer } from './mean-server.ts'

/** What it was called in the ClientHello, and what came of it. */
async function called(serverName: string): Promise<{ readonly sent: string[]; came: string }> {
  const sent: string[] = []
  const server = createServer({
    cert: CERTIFICATE.chain,
    key: CERTIFICATE.key,
    SNICallback: (name, done) => {
      sent.push(name)
      done(null)
    },
  })
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('expected a TCP port')
  const socket = connect(address.port, '127.0.0.1')
  const came = await new Promise<string>((resolve) => {
    const tls = new LiveTls(
      {
        serverName,
        begins: 'at-once',
        alpn: undefined,
        version: '1.3',
        session: undefined,
        postQuantum: false,
        trust: { kind: 'authorities', pem: CERTIFICATE.chain },
        identity: undefined,
      },
      {
        wrote: (octets) => socket.write(octets),
        secured: () => resolve('secured'),
        received: () => {},
        failed: ({ detail }) => resolve(detail),
        ended: () => {},
        session: () => {},
        revealed: undefined,
      },
    )
    socket.on('data', (octets) => tls.feed(octets))
  })
  socket.destroy()
  server.close()
  return { sent, came }
}

describe('a server that is called by a name', () => {
  it('hears it, and has to have a certificate for it', async () => {
    assert.deepEqual(await called('localhost'), { sent: ['localhost'], came: 'secured' })
    const { sent, came } = await called('example.org')
    assert.deepEqual(sent, ['example.org'])
    assert.match(came, /ERR_TLS_CERT_ALTNAME_INVALID.*example\.org/)
  })
})

describe('a server that is called by an address', () => {
  for (const address of ['127.0.0.1', '::1']) {
    it(`does not hear it, which would be no name (RFC 6066): ${address}`, async () => {
      assert.deepEqual(await called(address), { sent: [], came: 'secured' })
    })
  }

  for (const address of ['127.0.0.2', '2001:db8::1']) {
    it(`has to have a certificate for it all the same: ${address}`, async () => {
      const { sent, came } = await called(address)
      assert.deepEqual(sent, [])
      assert.match(came, /ERR_TLS_CERT_ALTNAME_INVALID/)
      assert.ok(came.includes(`IP: ${address} is not in the cert's list`), came)
    })
  }

  it('hears it as the host in requests, one of IPv6 in brackets', async () => {
    const heard = new Set<string | undefined>()
    const hears = (socket: Socket) =>
      socket.on('data', (octets) => {
        heard.add(/^Host: (.*)\r$/m.exec(String(octets))?.[1])
        socket.destroy()
      })
    let port: number | undefined
    await withServer('tls', hears, async (server) => {
      port = server.directPort
      const strategies = strategiesNamed('legacy-websocket')
      const spec = specFor({ ...server, directPort: undefined, httpsPort: port }, strategies)
      const { websocket } = spec.endpoints
      assert.ok(websocket !== undefined)
      const endpoints = {
        ...spec.endpoints,
        bosh: undefined,
        websocket: { ...websocket, name: '::1' },
      }
      await runLive({ ...spec, endpoints }, {})
    })
    assert.deepEqual([...heard], [`[::1]:${port}`])
  })
})
