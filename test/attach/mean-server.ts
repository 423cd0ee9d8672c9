/** Servers that mean no good: a few lines of node:net or node:tls each. */
import { once } from 'node:events'
import { connect, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { connect as connectTls, createServer as createTlsServer } from 'node:tls'
import { ownCertificate } from '../../src/files/own-certificate.ts'
import type { LiveServer } from './live-guest-spec.ts'

export const CERTIFICATE = await ownCertificate('localhost')

/** `stop`: takes no connections any more. */
export type Behaviour = (socket: Socket, stop: () => void) => void

export const STREAM = `<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' from='localhost' id='1' version='1.0'>`

/** Answers each thing heard with the next of these; then is silent. */
export const saying =
  (...answers: readonly string[]) =>
  (socket: Socket): void => {
    let next = 0
    socket.on('data', () => {
      const answer = answers[next]
      next += 1
      if (answer !== undefined) socket.write(answer)
    })
  }

/** What is said to one is said at that port, and back. */
export const passOn = (near: Socket, port: number): void => relay(near, connect(port, '127.0.0.1'))

/** The same over TLS of its own, as a proxy has it at which a client's TLS ends. */
export const passOnOverTls = (near: Socket, port: number): void =>
  relay(near, connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false }))

function relay(near: Socket, far: Socket): void {
  far.on('error', () => {})
  far.on('close', () => near.destroy())
  near.on('close', () => far.destroy())
  near.pipe(far).pipe(near)
}

export async function withServer(
  kind: 'clear' | 'tls',
  behaviour: Behaviour,
  action: (server: LiveServer) => Promise<void>,
): Promise<void> {
  const sockets = new Set<Socket>()
  const take = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('error', () => {})
    behaviour(socket, stop)
  }
  const server: Server =
    kind === 'clear'
      ? createTcpServer(take)
      : createTlsServer({ cert: CERTIFICATE.chain, key: CERTIFICATE.key }, take)
  const stop = (): void => {
    if (server.listening) server.close()
  }
  const closed = once(server, 'close')
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('expected a TCP port')
  try {
    await action({
      domain: 'localhost',
      host: '127.0.0.1',
      ...(kind === 'clear' ? { starttlsPort: address.port } : { directPort: address.port }),
      trust: { kind: 'authorities', pem: CERTIFICATE.chain },
    })
  } finally {
    for (const socket of sockets) socket.destroy()
    stop()
    await closed
  }
}

/** At a port where nobody listens and that nobody else is given: it has an open connection. */
export const withNobody = (action: (server: LiveServer) => Promise<void>): Promise<void> =>
  withServer(
    'clear',
    () => {},
    async (server) => {
      const socket = connect(server.starttlsPort ?? 0, server.host)
      await once(socket, 'connect')
      try {
        await action({ ...server, starttlsPort: socket.localPort })
      } finally {
        socket.destroy()
      }
    },
  )
