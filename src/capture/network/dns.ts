/**
 * The lookups of `stack/resolver.ts` as octets (RFC 1035, RFC 2782): SRV records of both services,
 * and the addresses of the host that they name.
 */
import { ascii, joined, u16, u32, vector } from '../octets/build.ts'
import { type IpAddresses, type IpPayload, PROTOCOL } from './ip.ts'

const TYPE = { a: 1, aaaa: 28, srv: 33 } as const
const IN = 1
const RECURSION_DESIRED = 0x0100
const ANSWER = 0x8180
const TTL = 300
/** A compressed name: the question's. */
const OWNER = 0xc00c
const PORTS = { dns: 53, client: 5222, direct: 5223 } as const
const CHECKSUM_AT = 6

export interface DnsMessage {
  /** As the resolver numbers its queries. */
  readonly id: number
  readonly kind: 'query' | 'answer'
  readonly domain: string
  /** The server's addresses, by their length. */
  readonly addresses: readonly IpAddresses['source'][]
  /** From which the resolver asks. */
  readonly port: number
}

export function dnsMessage({ id, kind, domain, addresses, port }: DnsMessage): IpPayload {
  const target = `xmpp.${domain}`
  const [name, type, data] = [
    [`_xmpp-client._tcp.${domain}`, TYPE.srv, service(PORTS.client, target)],
    [`_xmpps-client._tcp.${domain}`, TYPE.srv, service(PORTS.direct, target)],
    [target, TYPE.a, addresses.find(({ length }) => length === 4)],
    [target, TYPE.aaaa, addresses.find(({ length }) => length === 16)],
  ][id] as [string, number, Uint8Array | undefined]
  const isAnswer = kind === 'answer'
  const answer =
    isAnswer && data !== undefined
      ? joined(u16(OWNER), u16(type), u16(IN), u32(TTL), vector(2, data))
      : []
  const message = joined(
    u16(0x5e00 + id),
    u16(isAnswer ? ANSWER : RECURSION_DESIRED),
    u16(1),
    u16(isAnswer ? 1 : 0),
    u32(0),
    domainName(name),
    u16(type),
    u16(IN),
    answer,
  )
  const [from, to] = isAnswer ? [PORTS.dns, port] : [port, PORTS.dns]
  const header = joined(u16(from), u16(to), u16(8 + message.length), u16(0))
  return { protocol: PROTOCOL.udp, octets: joined(header, message), checksumAt: CHECKSUM_AT }
}

/** Priority, weight, port, target. */
const service = (port: number, target: string): Uint8Array =>
  joined(u16(5), u16(0), u16(port), domainName(target))

const domainName = (name: string): Uint8Array =>
  joined(...name.split('.').map((label) => vector(1, ascii(label))), [0])
