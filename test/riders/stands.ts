/**
 * What riders come to over a link: the embedded server behind it, or a real one behind a proxy; and what
 * is seen of them there.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProxiedReport } from '../../src/capture/analysis/proxied.ts'
import { openProxy } from '../../src/library/running/proxy.ts'
import { open } from '../../src/library/running/serve.ts'
import type { ServedConnection } from '../../src/watch/served-connection.ts'
import type { LikenedEpisode, MessageCounts } from '../../src/watch/visit-episode.ts'
import { readProxy } from '../../src/words/reading/proxy.ts'
import { readServe } from '../../src/words/reading/serve.ts'
import type { RealServer } from '../servers/real-server.ts'
import type { Destination } from './clients.ts'

export interface Seen {
  /** By the embedded server. */
  readonly served: readonly ServedConnection[]
  /** By a proxy. */
  readonly proxied: readonly ProxiedReport[]
  readonly episodes: readonly LikenedEpisode[]
}

export interface Stand {
  readonly name: string
  readonly destination: Destination
  readonly seen: Seen
  readonly order: (line: string) => void
  /** Until so many episodes are over. */
  readonly episodes: (count: number) => Promise<readonly LikenedEpisode[]>
  /** Undefined: nobody counts messages. */
  readonly messages: () => MessageCounts | undefined
  readonly lateness: () => string
  readonly close: () => Promise<void>
}

/** Of a link: a profile by name or file, and what happens to it. */
export interface OverLink {
  readonly profile: string
  readonly scenario?: string
}

/** Of a client that does not come back. */
const PATIENCE_MS = 600_000

const HOST = '127.0.0.1'
const PASSWORD = 'correct horse battery staple'

export async function servedStand(link: OverLink): Promise<Stand> {
  const folder = mkdtempSync(join(tmpdir(), 'xmpp-rtt-stand-'))
  const log = new SeenLog()
  const words = { port: 0, tlsPort: 0, password: PASSWORD, messages: '2/s', hold: '50ms' }
  const serving = await open(readServe({ ...words, ...link }), {
    onConnection: (connection) => log.served.push(connection),
    onEpisode: (episode) => log.add(episode),
  })
  const caFile = join(folder, 'server.pem')
  writeFileSync(caFile, serving.certificate.chain)
  const { link: opened, ports } = serving
  if (opened === undefined) throw new Error('expected a link, found none')
  return {
    name: 'serve -p',
    destination: {
      ...{ host: HOST, starttlsPort: ports.starttls, directPort: ports.direct },
      domain: 'localhost',
      ...{ password: PASSWORD, caFile },
    },
    seen: log,
    order: (line) => opened.order(line),
    episodes: (count) => log.enough(count),
    messages: () => serving.messages?.(),
    lateness: () => JSON.stringify(opened.lateness()),
    close: async () => {
      await serving.close()
      rmSync(folder, { recursive: true })
    },
  }
}

export async function proxiedStand(real: RealServer, link: OverLink): Promise<Stand> {
  const log = new SeenLog()
  const { host, domain, password, caFile } = real
  const to = [real.starttlsPort, real.directPort].map((port) => `${host}:${port}`)
  const words = { listen: [0, 0], to }
  const proxying = await openProxy(readProxy({ ...words, ...link }), {
    onConnection: (connection) => log.proxied.push(connection),
    onEpisode: (episode) => log.add(episode),
  })
  const [starttlsPort = 0, directPort = 0] = proxying.ports
  return {
    name: `proxy to ${real.name}`,
    destination: { host: HOST, starttlsPort, directPort, domain, password, caFile },
    seen: log,
    order: (line) => proxying.order(line),
    episodes: (count) => log.enough(count),
    messages: () => undefined,
    lateness: () => JSON.stringify(proxying.lateness()),
    close: () => proxying.close(),
  }
}

class SeenLog implements Seen {
  readonly served: ServedConnection[] = []
  readonly proxied: ProxiedReport[] = []
  readonly episodes: LikenedEpisode[] = []
  readonly #awaited: (() => void)[] = []

  add(episode: LikenedEpisode): void {
    this.episodes.push(episode)
    for (const resolve of this.#awaited.splice(0)) resolve()
  }

  async enough(count: number): Promise<readonly LikenedEpisode[]> {
    const timer = setTimeout(() => {
      for (const resolve of this.#awaited.splice(0)) resolve()
    }, PATIENCE_MS).unref()
    const began = performance.now()
    while (this.episodes.length < count) {
      if (performance.now() - began >= PATIENCE_MS) {
        throw new Error(`expected ${count} episodes, found ${JSON.stringify(this.episodes)}`)
      }
      await new Promise<void>((resolve) => this.#awaited.push(resolve))
    }
    clearTimeout(timer)
    return this.episodes
  }
}
