/** Where a live run connects to: what was given, or else what the domain's DNS says. */
import { aLabels } from '../../address.ts'
import {
  addressesOf,
  type FarHost,
  type FoundHosts,
  findHosts,
  type ResolveSrv,
} from '../../attach/live/address.ts'
import { bracketed, type SocketAddress, written } from '../../attach/sockets/socket-address.ts'
import { Random } from '../../random.ts'
import type { Endpoint, Endpoints, HttpEndpoint } from './spec.ts'

/** Registered for nothing, and what servers take by convention. */
const DIRECT_TLS_PORT = 5223

const HTTPS_PORT = 443

/** As the field of that name has it (RFC 9110 §7.2): the usual port is left out. */
export const hostOf = ({ name, port }: HttpEndpoint): string =>
  port === HTTPS_PORT ? bracketed(name) : written({ host: name, port })

export interface GivenEndpoints {
  readonly starttls: SocketAddress | undefined
  readonly direct: SocketAddress | undefined
  readonly websocket: HttpEndpoint | undefined
  readonly bosh: HttpEndpoint | undefined
  readonly ways: 'both' | 'direct'
}

/** `seed`: of the order of hosts whose records say that chance is to decide it. */
export async function endpointsOf(
  domain: string,
  { starttls, direct, websocket, bosh, ways }: GivenEndpoints,
  seed: string,
  resolveSrv?: ResolveSrv,
): Promise<Endpoints> {
  const hosts = await hostsOf()
  return {
    starttls: await endpointOf(hosts.starttls),
    direct: await endpointOf(hosts.direct),
    websocket: await withAddresses(websocket),
    bosh: await withAddresses(bosh),
    failedLookups: hosts.failed,
    declined: hosts.declined,
  }

  async function hostsOf(): Promise<FoundHosts> {
    if ([starttls, direct, websocket, bosh].some((given) => given !== undefined)) {
      return { starttls: only(starttls), direct: only(direct), failed: {}, declined: {} }
    }
    const name = aLabels(domain)
    const found = await findHosts(name, Random.seeded(seed).fork('srv'), resolveSrv)
    if (ways === 'both') return found
    const { direct: announced, failed, declined } = found
    const assumed = only({ host: name, port: DIRECT_TLS_PORT })
    return {
      starttls: [],
      direct: announced.length === 0 && declined.direct === undefined ? assumed : announced,
      failed: failed.direct === undefined ? {} : { direct: failed.direct },
      declined: declined.direct === undefined ? {} : { direct: declined.direct },
    }
  }
}

const only = (at: SocketAddress | undefined): readonly FarHost[] =>
  at === undefined ? [] : [{ ...at, priority: 0 }]

/** All that the host of a URI has. */
const withAddresses = async (given: HttpEndpoint | undefined): Promise<HttpEndpoint | undefined> =>
  given && { ...given, ...(await endpointOf(only(given))) }

/** Called by the name of its first host, also where that has one address. */
async function endpointOf(hosts: readonly FarHost[]): Promise<Endpoint | undefined> {
  const [first] = hosts
  if (first === undefined) return undefined
  const { host, port } = first
  const addresses = await addressesOf(hosts)
  return addresses.length > 1 ? { host, port, addresses } : { host, port }
}
