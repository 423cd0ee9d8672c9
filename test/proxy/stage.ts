/** A server of any kind behind a proxy, on real sockets, and clients before it. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { ProxiedReport } from '../../src/capture/analysis/proxied.ts'
import { type ProxyEvents, type ProxyRun, proxy } from '../../src/run/proxy/proxy.ts'
import type { VisitEpisode } from '../../src/watch/visit-episode.ts'
import { readProxy } from '../../src/words/reading/proxy.ts'

export const HOST = '127.0.0.1'

export interface Stage {
  readonly run: ProxyRun
  readonly reports: ProxiedReport[]
  readonly episodes: VisitEpisode[]
  readonly remarks: string[]
  /** What happened to the network. */
  readonly happenings: string[]
  /** A client's socket, connected to the proxy. */
  readonly client: () => Promise<Socket>
}

/** A server that does this with whoever comes, behind a proxy over this link. */
export async function staged(
  words: Parameters<typeof readProxy>[0],
  serve: (socket: Socket) => void,
  act: (stage: Stage) => Promise<void>,
): Promise<Stage> {
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    serve(socket)
  }).listen(0, HOST)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const reports: ProxiedReport[] = []
  const episodes: VisitEpisode[] = []
  const remarks: string[] = []
  const happenings: string[] = []
  const events: ProxyEvents = {
    onConnection: (report) => reports.push(report),
    onEpisode: (episode) => episodes.push(episode),
    onRemark: (text) => remarks.push(text),
    onHappening: (what) => happenings.push(what),
  }
  const run = await proxy(readProxy({ listen: [0], to: [`${HOST}:${port}`], ...words }), events)
  const stage: Stage = {
    ...{ run, reports, episodes, remarks, happenings },
    client: async () => {
      const socket = connect({ host: HOST, port: run.ports[0] ?? 0, allowHalfOpen: true })
      sockets.add(socket)
      socket.on('error', () => {})
      await once(socket, 'connect')
      return socket
    },
  }
  try {
    await act(stage)
  } finally {
    await run.close()
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  return stage
}

export const echo = (socket: Socket): void => {
  socket.on('data', (octets) => socket.write(octets))
  socket.on('end', () => socket.end())
}

export async function allOf(socket: Socket): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of socket) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

/** Octets of which no two stretches are alike. */
export const octets = (length: number): Buffer =>
  Buffer.from(Array.from({ length }, (_, index) => (index * 31 + (index >> 8) * 17) % 251))
