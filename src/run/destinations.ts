/**
 * The server's addresses, as a strategy presumes them, in the order in which a client takes them
 * that goes from one to the next: host by host as their SRV priorities say, IPv6 first (RFC 6724
 * §10.3).
 */
import {
  type Destination,
  type Destinations,
  HAPPY_EYEBALLS,
  ONE_AFTER_THE_OTHER,
} from '../stack/addresses/destination.ts'
import type { Addresses, Broken } from '../strategies/over.ts'
import type { IpVersion } from '../tcp/settings.ts'
import { type Duration, seconds } from '../units.ts'

/** Of Conversations 2.19.5, for each address, one after the other. */
export const CONNECT_TIMEOUT = seconds(15)

const REACHES: Readonly<Record<Broken, Destination['reaches']>> = {
  silent: 'nothing',
  refused: 'closed-port',
}

/** `ip`: of the address at which the server answers. None: there is no other than that. */
export function destinationsOf(
  addresses: Addresses,
  ip: IpVersion,
  connectTimeout: Duration = CONNECT_TIMEOUT,
): Destinations | undefined {
  const hosts = hostsOf(addresses, ip)
  if (hosts.flat().length === 1) return undefined
  const list = hosts.flatMap((host, priority) => host.map((one) => ({ ...one, priority })))
  return {
    list: list.map((one, index) => ({ ...one, number: index + 1 })),
    manner: addresses.order === 'happy-eyeballs' ? HAPPY_EYEBALLS : ONE_AFTER_THE_OTHER,
    connectTimeout,
  }
}

type Reached = Pick<Destination, 'ip' | 'reaches'>

/** By priority. */
function hostsOf(addresses: Addresses, ip: IpVersion): readonly (readonly Reached[])[] {
  const { ipv6, first, primary } = addresses
  const answering: Reached = { ip, reaches: 'server' }
  const six: readonly Reached[] = ipv6 === 'none' ? [] : [{ ip: 'ipv6', reaches: REACHES[ipv6] }]
  const before: readonly Reached[] = first === 'none' ? [] : [{ ip, reaches: REACHES[first] }]
  const host = [...six, ...before, answering]
  if (primary !== 'none') {
    const dead = [...six, answering].map((one) => ({ ...one, reaches: REACHES[primary] }))
    return [dead, host]
  }
  // Whoever races has two to race: both versions work.
  if (host.length > 1 || addresses.order !== 'happy-eyeballs') return [host]
  return [
    [
      { ip: 'ipv6', reaches: 'server' },
      { ip: 'ipv4', reaches: 'server' },
    ],
  ]
}
