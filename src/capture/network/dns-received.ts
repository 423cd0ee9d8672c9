/**
 * Lookups as they were received: questions, and of answers the addresses and hosts that they tell
 * (RFC 1035, RFC 2782). Left out: DNS over TCP, TLS or HTTPS.
 */
import { addressText, type ReceivedPayload, u16 } from './packet.ts'

export interface ReceivedLookup {
  readonly kind: 'query' | 'answer'
  /** Of whoever asks, address and port. */
  readonly client: string
  readonly resolver: string
  readonly id: number
  readonly name: string
  readonly type: number
  /** Of an answer: addresses, as people write them. */
  readonly addresses: readonly string[]
  /** Of an answer: hosts that SRV records name. */
  readonly hosts: readonly string[]
}

export const LOOKUP_TYPE = { a: 1, cname: 5, aaaa: 28, srv: 33 } as const

const UDP = 17
const UDP_HEADER = 8
const DNS_PORT = 53
const HEADER = 12
const QUESTION_FIXED = 4
const RECORD_FIXED = 10
const RESPONSE = 0x8000
/** More is nobody's answer to a client. */
const RECORDS_MAX = 256

export function lookupIn({
  protocol,
  octets,
  source,
  destination,
}: ReceivedPayload): ReceivedLookup | undefined {
  if (protocol !== UDP || octets.length < UDP_HEADER + HEADER) return undefined
  const [from, to] = [u16(octets, 0), u16(octets, 2)]
  if (from !== DNS_PORT && to !== DNS_PORT) return undefined
  const message = octets.subarray(UDP_HEADER)
  const isAnswer = (u16(message, 2) & RESPONSE) !== 0
  if (isAnswer !== (from === DNS_PORT) || u16(message, 4) !== 1) return undefined
  const question = nameAt(message, HEADER)
  if (question === undefined) return undefined
  const behind = question.end + QUESTION_FIXED
  const records = isAnswer ? recordsIn(message, behind, u16(message, 6)) : NO_RECORDS
  const [client, port, resolver] = isAnswer
    ? [destination, to, source]
    : [source, from, destination]
  return {
    kind: isAnswer ? 'answer' : 'query',
    client: `${client} ${port}`,
    resolver,
    id: u16(message, 0),
    name: question.name,
    type: u16(message, question.end),
    ...records,
  }
}

const NO_RECORDS = { addresses: [], hosts: [] } as const

function recordsIn(message: Uint8Array, from: number, count: number) {
  const addresses: string[] = []
  const hosts: string[] = []
  let at = from
  for (let index = 0; index < Math.min(count, RECORDS_MAX); index += 1) {
    const owner = nameAt(message, at)
    if (owner === undefined || owner.end + RECORD_FIXED > message.length) break
    const type = u16(message, owner.end)
    const data = owner.end + RECORD_FIXED
    const length = u16(message, data - 2)
    if (data + length > message.length) break
    const isAddress =
      (type === LOOKUP_TYPE.a && length === 4) || (type === LOOKUP_TYPE.aaaa && length === 16)
    if (isAddress) addresses.push(addressText(message.subarray(data, data + length)))
    // Priority, weight and port stand before the host.
    const host = type === LOOKUP_TYPE.srv ? nameAt(message, data + 6)?.name : undefined
    if (host !== undefined) hosts.push(host)
    at = data + length
  }
  return { addresses, hosts }
}

const POINTER = 0xc0
/** RFC 1035 §2.3.4: octets of a name, and as many labels as fit. */
const NAME_MAX = 255

/** In lower case, and where the octets behind it begin; undefined: there is none. */
function nameAt(message: Uint8Array, from: number): { name: string; end: number } | undefined {
  const labels: string[] = []
  let end: number | undefined
  let octets = 0
  for (let at = from, jumps = 0; ; ) {
    const length = message[at]
    if (length === undefined) return undefined
    if (length === 0) return { name: labels.join('.').toLowerCase(), end: end ?? at + 1 }
    if ((length & POINTER) === POINTER) {
      end ??= at + 2
      jumps += 1
      if (jumps > NAME_MAX) return undefined
      at = u16(message, at) & 0x3fff
      continue
    }
    octets += length + 1
    if (length > 63 || octets > NAME_MAX || at + 1 + length > message.length) return undefined
    labels.push(Buffer.from(message.subarray(at + 1, at + 1 + length)).toString('latin1'))
    at += 1 + length
  }
}
