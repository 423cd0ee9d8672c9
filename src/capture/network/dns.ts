/**
 * The lookups of `stack/resolver.ts` as octets (RFC 1035, RFC 2782): SRV records of both services,
 * and the addresses of the host that they name.
 */
import { ascii, joined, u16, u32, vector } from '../octets/build.ts'
import { type IpPayload, PROTOCOL } from './ip.ts'

const TYPE = { a: 1, aaaa: 28, srv: 33 } as const
const IN = 1
const RECURSION_DESIRED = 0x0100
const ANSWER = 0x8180
const TTL = 300
/** A compressed name: the question's. */
const OWNER = 0xc00c
const DNS_PORT = 53
const SERVICE_PORTS = { starttls: 5222, direct: 5223 } as const
const CHECKSUM_AT = 6

export interface DnsMessage {
  /** As the resolver numbers its queries. */
  readonly id: number
  readonly kind: 'query' | 'answer'
  readonly question: DnsQuestion
  /** From which the resolver asks. */
  readonly port: number
}

export interface DnsQuestion {
  readonly name: string
  readonly type: keyof typeof TYPE
  /** The data of each record of the answer. */
  readonly records: readonly Uint8Array[]
}

export function dnsMessage({ id, kind, question, port }: DnsMessage): IpPayload {
  const type = TYPE[question.type]
  const isAnswer = kind === 'answer'
  const records = isAnswer ? question.records : []
  const answers = records.map((data) =>
    joined(u16(OWNER), u16(type), u16(IN), u32(TTL), vector(2, data)),
  )
  const message = joined(
    u16(0x5e00 + id),
    u16(isAnswer ? ANSWER : RECURSION_DESIRED),
    u16(1),
    u16(answers.length),
    u32(0),
    domainName(question.name),
    u16(type),
    u16(IN),
    ...answers,
  )
  const [from, to] = isAnswer ? [DNS_PORT, port] : [port, DNS_PORT]
  const header = joined(u16(from), u16(to), u16(8 + message.length), u16(0))
  return { protocol: PROTOCOL.udp, octets: joined(header, message), checksumAt: CHECKSUM_AT }
}

/** The data of an SRV record of one of the two services. */
export const serviceRecord = (
  priority: number,
  security: keyof typeof SERVICE_PORTS,
  target: string,
): Uint8Array => joined(u16(priority), u16(0), u16(SERVICE_PORTS[security]), domainName(target))

const domainName = (name: string): Uint8Array =>
  joined(...name.split('.').map((label) => vector(1, ascii(label))), [0])
