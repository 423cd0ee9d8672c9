/** Addresses and ports of a simulated connection: those that are set aside for examples. */
import type { IpVersion } from '../../tcp/settings.ts'
import type { IpAddresses } from '../network/ip.ts'

/** RFC 5737 and RFC 3849; the resolver stands beside the server. */
const HOSTS = {
  ipv4: { client: [192, 0, 2, 10], server: [198, 51, 100, 20], resolver: [198, 51, 100, 53] },
  ipv6: { client: documented(10), server: documented(0x20), resolver: documented(0x53) },
} as const

function documented(host: number): readonly number[] {
  return [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, host]
}

export type CapturedHost = keyof (typeof HOSTS)['ipv4']

/** `number`: of the server's addresses, from 1. */
export const addressOf = (ip: IpVersion, host: CapturedHost, number = 1): Uint8Array => {
  const octets: number[] = [...HOSTS[ip][host]]
  const last = octets.pop() ?? 0
  return Uint8Array.from([...octets, host === 'server' ? last + number - 1 : last])
}

/** `number`: of the server's addresses, whichever end it is. */
export const fromTo = (
  ip: IpVersion,
  from: CapturedHost,
  to: CapturedHost,
  number = 1,
): IpAddresses => ({
  source: addressOf(ip, from, number),
  destination: addressOf(ip, to, number),
})

/** The first of the dynamic ports (RFC 6335 §6); every connection takes the next. */
export const FIRST_PORT = 49_152
export const RESOLVER_PORT = 49_053
/** RFC 6120 §14.7, and what XEP-0368 deployments use. */
export const SERVER_PORT = { starttls: 5222, direct: 5223 } as const
