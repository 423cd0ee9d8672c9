/**
 * Where a domain takes XMPP clients (RFC 6120 §3.2.1, XEP-0368): the SRV records of both
 * services, and what is assumed when there are none.
 *
 * Of several records the one is taken that would be tried first: lowest priority, then highest
 * weight. Left out: choosing by chance among weights, because a run is to meet one server, and
 * falling back to the others.
 */
import { Resolver } from 'node:dns/promises'
import type { SocketAddress } from '../sockets/socket-address.ts'

export interface FoundAddresses {
  readonly starttls: SocketAddress | undefined
  readonly direct: SocketAddress | undefined
}

export interface SrvRecord {
  readonly priority: number
  readonly weight: number
  readonly port: number
  /** `''` or `.`: the service is decidedly not available (RFC 2782). */
  readonly name: string
}

export type ResolveSrv = (name: string) => Promise<readonly SrvRecord[]>

/** RFC 6120 §3.2.2: the registered port, when there are no records. */
const CLIENT_PORT = 5222
const PATIENCE_MS = 3000
const ATTEMPTS = 2

export async function findAddresses(
  domain: string,
  resolveSrv: ResolveSrv = systemResolver(),
): Promise<FoundAddresses> {
  const [clear, direct] = await Promise.all([
    records(resolveSrv, `_xmpp-client._tcp.${domain}`),
    records(resolveSrv, `_xmpps-client._tcp.${domain}`),
  ])
  return {
    // XEP-0368 §3: falling back to the domain itself is for when neither service is announced.
    starttls:
      clear.length === 0 && direct.length === 0
        ? { host: domain, port: CLIENT_PORT }
        : firstOf(clear),
    direct: firstOf(direct),
  }
}

async function records(resolveSrv: ResolveSrv, name: string): Promise<readonly SrvRecord[]> {
  try {
    return await resolveSrv(name)
  } catch {
    // No such name, no such record, or nobody to ask: all mean that nothing is known.
    return []
  }
}

const firstOf = (records: readonly SrvRecord[]): SocketAddress | undefined => {
  const [first] = [...records].sort((a, b) => a.priority - b.priority || b.weight - a.weight)
  const host = first?.name.replace(/\.$/, '') ?? ''
  return first === undefined || host === '' ? undefined : { host, port: first.port }
}

const systemResolver = (): ResolveSrv => {
  const resolver = new Resolver({ timeout: PATIENCE_MS, tries: ATTEMPTS })
  return (name) => resolver.resolveSrv(name)
}
