/** What the resolver of a simulated client asks, and what it is told, by the numbers of its queries. */
import type { Destinations } from '../../stack/addresses/destination.ts'
import { askedFor, targetName, targetsOf } from '../../stack/resolver.ts'
import { type DnsQuestion, serviceRecord } from '../network/dns.ts'
import { addressOf } from './endpoints.ts'

/** Of the SRV records; the next host has the next multiple. */
const FIRST_PRIORITY = 5

export function lookup(
  id: number,
  domain: string,
  destinations: Destinations | undefined,
): DnsQuestion {
  const asked = askedFor(id)
  if (asked.kind === 'service') {
    const { service } = asked
    const security = service === '_xmpps-client' ? 'direct' : 'starttls'
    const records = targetsOf(destinations).map((_, target) =>
      serviceRecord(FIRST_PRIORITY * (target + 1), security, targetName(domain, target)),
    )
    return { name: `${service}._tcp.${domain}`, type: 'srv', records }
  }
  const { target, ip } = asked
  const known = (destinations?.list ?? []).filter((one) => one.priority === target && one.ip === ip)
  // Also where the client makes no use of it, a host has an address of each version.
  const numbers = known.length === 0 ? [1] : known.map(({ number }) => number)
  return {
    name: targetName(domain, target),
    type: ip === 'ipv4' ? 'a' : 'aaaa',
    records: numbers.map((number) => addressOf(ip, 'server', number)),
  }
}
