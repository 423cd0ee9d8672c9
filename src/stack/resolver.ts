/**
 * A stub resolver with a cold cache, as an engine.
 *
 * Models what a client without cached answers does (RFC 6120 §3.2.1, XEP-0368 §3): the two SRV
 * lookups in parallel, then A and AAAA in parallel, each answered by a recursive resolver that
 * has everything cached and sits at the far end of the same link; a lost packet is asked for
 * again after 5 s, twice (resolv.conf(5): `timeout:5 attempts:2`).
 *
 * Leaves out DoH and DoT, DNSSEC, additional-section addresses, and resolvers nearer than the
 * server: a carrier's own resolver would make each of these waits shorter, never fewer.
 */
import type { Engine } from '../engine.ts'
import type { IpVersion } from '../tcp/settings.ts'
import { type Instant, plus, seconds } from '../units.ts'

export interface DnsQuery {
  readonly id: number
  /** Sizes of query and answer in octets, IP and UDP headers included. */
  readonly size: number
  readonly answerSize: number
}

export type ResolverInput =
  | { readonly kind: 'resolve' }
  | { readonly kind: 'answer'; readonly id: number }

export type ResolverOutput =
  | { readonly kind: 'query'; readonly query: DnsQuery }
  | { readonly kind: 'waited' }
  | { readonly kind: 'resolved' }
  | { readonly kind: 'failed' }

const RETRY_AFTER = seconds(5)
const ATTEMPTS = 2

const IP_AND_UDP: Readonly<Record<IpVersion, number>> = { ipv4: 20 + 8, ipv6: 40 + 8 }
const DNS_HEADER = 12
const QUESTION_FIXED = 4
/** Compressed owner name, type, class, TTL and data length of one answer (RFC 1035 §4.1.3). */
const ANSWER_FIXED = 12
const SRV_FIXED = 6

/** Length of a domain name on the wire: one length octet a label, and the root (RFC 1035 §3.1). */
const wireLength = (name: string): number => name.length + 2

const query = (ip: IpVersion, id: number, name: string, dataLength: number): DnsQuery => {
  const question = IP_AND_UDP[ip] + DNS_HEADER + wireLength(name) + QUESTION_FIXED
  return { id, size: question, answerSize: question + ANSWER_FIXED + dataLength }
}

/** `service`: of whom SRV records tell. `host`: in a URI, which SRV does not lead to (XEP-0156). */
export interface Lookup {
  readonly kind: 'service' | 'host'
  readonly domain: string
}

/** The lookups of one connection attempt, round by round. */
const roundsFor = ({ kind, domain }: Lookup, ip: IpVersion): readonly (readonly DnsQuery[])[] => {
  const target = `xmpp.${domain}`
  const addresses = [query(ip, 2, target, 4), query(ip, 3, target, 16)]
  if (kind === 'host') return [addresses]
  return [
    ['_xmpp-client', '_xmpps-client'].map((service, id) =>
      query(ip, id, `${service}._tcp.${domain}`, SRV_FIXED + wireLength(target)),
    ),
    addresses,
  ]
}

export class Resolver implements Engine<ResolverInput, ResolverOutput> {
  readonly #rounds: readonly (readonly DnsQuery[])[]
  readonly #outputs: ResolverOutput[] = []
  #round = -1
  #unanswered: readonly DnsQuery[] = []
  #attempt = 0
  #deadline: Instant | undefined

  constructor(lookUp: Lookup, ip: IpVersion = 'ipv4') {
    this.#rounds = roundsFor(lookUp, ip)
  }

  handle(input: ResolverInput, now: Instant): void {
    switch (input.kind) {
      case 'resolve':
        this.#nextRound(now)
        return
      case 'answer': {
        const before = this.#unanswered.length
        this.#unanswered = this.#unanswered.filter(({ id }) => id !== input.id)
        if (before === 0 || this.#unanswered.length > 0) return
        this.#outputs.push({ kind: 'waited' })
        this.#nextRound(now)
      }
    }
  }

  poll(): ResolverOutput | undefined {
    return this.#outputs.shift()
  }

  deadline(): Instant | undefined {
    return this.#deadline
  }

  wake(now: Instant): void {
    if (this.#attempt === ATTEMPTS) {
      this.#deadline = undefined
      this.#unanswered = []
      this.#outputs.push({ kind: 'failed' })
      return
    }
    this.#ask(now)
  }

  #nextRound(now: Instant): void {
    this.#round += 1
    const round = this.#rounds[this.#round]
    this.#attempt = 0
    this.#deadline = undefined
    if (round === undefined) {
      this.#outputs.push({ kind: 'resolved' })
      return
    }
    this.#unanswered = round
    this.#ask(now)
  }

  #ask(now: Instant): void {
    this.#attempt += 1
    for (const query of this.#unanswered) this.#outputs.push({ kind: 'query', query })
    this.#deadline = plus(now, RETRY_AFTER)
  }
}
