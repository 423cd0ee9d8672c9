/** Opens a server: with a certificate that was given, or one that is made for it. */
import { randomInt } from 'node:crypto'
import type { ProxySpec } from '../../run/proxy/proxy.ts'
import {
  serve as listen,
  PORT_KINDS,
  type ServeRunOptions as RunOptions,
  type ServedCertificate,
} from '../../run/serve/serve.ts'
import { DEFAULT_TCP } from '../../run/tcp-choice.ts'
import type { Stand } from '../../words/reading/serve.ts'
import type { ServedPorts } from '../../words/serve.ts'
import type { ProxyServing } from '../terms/proxy.ts'
import { RunError } from '../terms/run-error.ts'
import type { ServeOptions, Serving } from '../terms/serve.ts'
import { aside } from './aside.ts'
import { openProxy } from './proxy.ts'

export async function open(
  { certificate: given, over, ...stand }: Stand,
  { onConnection, onRemark, onOver, ...seen }: ServeOptions,
): Promise<Serving> {
  const certificate = given ?? (await madeCertificate(stand.domain))
  let outer: ProxyServing | undefined
  const options: RunOptions = {
    ...stand,
    ...(over === undefined ? {} : overLink(stand.ports, () => outer?.ports[1])),
    certificate,
    seed: `${randomInt(2 ** 32)} ${randomInt(2 ** 32)} ${randomInt(2 ** 32)}`,
    wallClock: Date.now(),
    remark: aside(onRemark),
    over: aside(onOver),
    served: aside(onConnection),
  }
  try {
    const { ports, close, restart, insight, tally } = await listen(options)
    // Both were asked for, so both are there.
    const { starttls = 0, direct = 0, ...http } = ports
    const { chain, fingerprint } = certificate
    const { accounts } = stand
    const messages = tally && (() => tally.counts())
    const known = { certificate: { chain, fingerprint }, accounts, messages }
    if (over === undefined) {
      return { ...known, ports: { starttls, direct, ...http }, close }
    }
    const kinds = PORT_KINDS.filter((kind) => ports[kind] !== undefined)
    const routes = kinds.map((kind) =>
      routeOf(stand.host, stand.ports[kind] ?? 0, ports[kind] ?? 0),
    )
    const tcp = { ...DEFAULT_TCP, nagle: undefined }
    const spec = { ...over, routes, tcp, hostTime: undefined, restart, insight, mail: tally }
    const proxied = { ...seen, onRemark, onConnection: () => {} }
    outer = await openProxy(spec, proxied).catch(async (error) => {
      await close()
      throw error
    })
    const open = outer.ports
    const outside = Object.fromEntries(kinds.map((kind, index) => [kind, open[index] ?? 0]))
    return {
      ...known,
      ports: { starttls: 0, direct: 0, ...outside },
      link: outer,
      close: async () => {
        await outer?.close()
        await close()
      },
    }
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    // Node says "listen EADDRINUSE: address already in use 127.0.0.1:5222", OpenSSL its own.
    const where = given === undefined ? '' : ' with this certificate'
    throw new RunError('cannot-serve', `cannot serve${where}: ${error.message}`, { cause: error })
  }
}

/** Where a server listens that is reached over a link alone. */
const BEHIND = '127.0.0.1'

const overLink = (
  ports: ServedPorts,
  directPort: () => number | undefined,
): Pick<RunOptions, 'host' | 'ports' | 'directPort' | 'reach'> => ({
  host: BEHIND,
  ports: Object.fromEntries(Object.keys(ports).map((kind) => [kind, 0])),
  directPort,
  reach: 'link',
})

const routeOf = (host: string, listen: number, port: number): ProxySpec['routes'][number] => ({
  listen: { host, port: listen },
  to: { host: BEHIND, port },
})

/** Making one takes a library that nothing else needs to load. */
async function madeCertificate(domain: string): Promise<ServedCertificate> {
  const { ownCertificate } = await import('../../files/own-certificate.ts')
  return await ownCertificate(domain)
}
