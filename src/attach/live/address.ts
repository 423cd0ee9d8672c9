/**
 * Where a domain takes XMPP clients (RFC 6120 §3.2.1, XEP-0368): the hosts of the SRV records of both
 * services in the order in which they are to be tried, what is assumed when there are none, and the
 * addresses of each host.
 */
import { lookup, Resolver } from 'node:dns/promises'
import type { Random } from '../../random.ts'
import type { SocketAddress } from '../sockets/socket-address.ts'
import type { FarAddress } from './addresses.ts'

/** A host to be tried, and when: those with a lower priority first. */
export interface FarHost extends SocketAddress {
  readonly priority: number
}

/** Of each service in the order in which they are to be tried; none: it is not to be had. */
export interface FoundHosts {
  readonly starttls: readonly FarHost[]
  readonly direct: readonly FarHost[]
  readonly failed: FailedLookups
  readonly declined: DeclinedServices
}

/** The record by which a domain says that a service is not to be had there (RFC 2782: the target `.`), by name. */
export type DeclinedServices = Readonly<Partial<Record<'starttls' | 'direct', string>>>

/** Why the SRV records of a service are not known, in words, where a resolver has not said that there are none. */
export type FailedLookups = Readonly<Partial<Record<'starttls' | 'direct', string>>>

export interface SrvRecord {
  readonly priority: number
  readonly weight: number
  readonly port: number
  /** `''` or `.`: the service is decidedly not available (RFC 2782). */
  readonly name: string
}

export type ResolveSrv = (name: string) => Promise<readonly SrvRecord[]>
/** Addresses of a host, as the system has them. */
export type ResolveHost = (
  name: string,
) => Promise<readonly { readonly address: string; readonly family: number }[]>

/** RFC 6120 §3.2.2: the registered port, when there are no records. */
const CLIENT_PORT = 5222
const PATIENCE_MS = 3000
const ATTEMPTS = 2

/** `random`: of the order among records of one priority, by their weights. */
export async function findHosts(
  domain: string,
  random: Random,
  resolveSrv: ResolveSrv = systemResolver(),
): Promise<FoundHosts> {
  const names = { starttls: `_xmpp-client._tcp.${domain}`, direct: `_xmpps-client._tcp.${domain}` }
  const [clear, direct] = await Promise.all([
    records(resolveSrv, names.starttls),
    records(resolveSrv, names.direct),
  ])
  return {
    // XEP-0368 §3: falling back to the domain itself is for when neither service is announced, and
    // (RFC 6120 §3.2.1) for when nobody says.
    starttls:
      clear.records.length === 0 && direct.records.length === 0
        ? [{ host: domain, port: CLIENT_PORT, priority: 0 }]
        : inOrder(clear.records, random.fork('starttls')),
    direct: inOrder(direct.records, random.fork('direct')),
    failed: {
      ...(clear.failed === undefined ? {} : { starttls: clear.failed }),
      ...(direct.failed === undefined ? {} : { direct: direct.failed }),
    },
    declined: {
      ...(isDeclined(clear.records) ? { starttls: names.starttls } : {}),
      ...(isDeclined(direct.records) ? { direct: names.direct } : {}),
    },
  }
}

/** Host by host, each in the system's own order; a name that is not known stands for itself. */
export async function addressesOf(
  hosts: readonly FarHost[],
  resolveHost: ResolveHost = (name) => lookup(name, { all: true, order: 'verbatim' }),
): Promise<readonly FarAddress[]> {
  const resolved = await Promise.all(
    hosts.map(async ({ host, port, priority }): Promise<readonly FarAddress[]> => {
      try {
        const addresses = await resolveHost(host)
        return addresses.map(({ address, family }) => ({
          ...{ host: address, port, priority },
          ip: family === 6 ? 'ipv6' : 'ipv4',
        }))
      } catch {
        // Whoever connects there will say so.
        return [{ host, port, priority, ip: 'ipv4' }]
      }
    }),
  )
  return resolved.flat()
}

interface Answer {
  readonly records: readonly SrvRecord[]
  readonly failed?: string
}

/** No such name, or no such record: that is an answer. */
const NONE: readonly string[] = ['ENOTFOUND', 'ENODATA']

async function records(resolveSrv: ResolveSrv, name: string): Promise<Answer> {
  try {
    return { records: await resolveSrv(name) }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'an error'
    if (NONE.includes(code)) return { records: [] }
    return { records: [], failed: `looking up ${name} failed: ${code}` }
  }
}

const hostOf = ({ name }: SrvRecord): string => name.replace(/\.$/, '')

/** Nothing else is said of the service. */
const isDeclined = (found: readonly SrvRecord[]): boolean =>
  found.length > 0 && found.every((record) => hostOf(record) === '')

/**
 * RFC 2782: by priority; within one a record comes first as often as its share of the weights says,
 * those without weight hardly ever.
 */
function inOrder(records: readonly SrvRecord[], random: Random): readonly FarHost[] {
  let left = [...records].sort((a, b) => a.priority - b.priority || a.weight - b.weight)
  const ordered: SrvRecord[] = []
  while (left.length > 0) {
    const group = left.filter(({ priority }) => priority === left[0]?.priority)
    const sum = group.reduce((total, { weight }) => total + weight, 0)
    let until = random.below(sum + 1)
    const chosen = group.find(({ weight }) => {
      until -= weight
      return until <= 0
    })
    if (chosen === undefined) break
    ordered.push(chosen)
    left = left.filter((one) => one !== chosen)
  }
  return ordered.flatMap((record) => {
    const { port, priority } = record
    const host = hostOf(record)
    return host === '' ? [] : [{ host, port, priority }]
  })
}

const systemResolver = (): ResolveSrv => {
  const resolver = new Resolver({ timeout: PATIENCE_MS, tries: ATTEMPTS })
  return (name) => resolver.resolveSrv(name)
}
