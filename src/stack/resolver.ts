/**
 * A stub resolver with a cold cache, as an engine.
 *
 * Models what a client without cached answers does (RFC 6120 §3.2.1, XEP-0368 §3): the two SRV
 * lookups in parallel, then A and AAAA in parallel, each answered by a recursive resolver that
 * has everything cached and sits at the far end of the same link; a lost packet is asked for
 * again after 5 s, twice (resolv.conf(5): `timeout:5 attempts:2`). Of several SRV targets the
 * addresses are all looked up at once.
 *
 * Leaves out DoH and DoT, DNSSEC, additional-section addresses, and resolvers nearer than the
 * server: a carrier's own resolver would make each of these waits shorter, never fewer.
 */
import type { Engine } from '../engine.ts'
import type { IpVersion } from '../tcp/settings.ts'
import type { TransportEvent } from '../transport.ts'
import { type Instant, plus, seconds } from '../units.ts'
import type { Destinations } from './addresses/destination.ts'

/** A host that SRV records name: how many addresses it has. */
export type Target = Readonly<Record<IpVersion, number>>

export interface ResolverOptions {
  /** In the order of their priorities. */
  readonly targets: readonly Target[]
  /** `each-answer`: of addresses as they come, AAAA asked for first (RFC 8305 §3). */
  readonly tells: 'the-end' | 'each-answer'
}

const ONE_TARGET: readonly Target[] = [{ ipv4: 1, ipv6: 1 }]

/** Dual-stacked all of them, whatever the client makes of it. */
export function targetsOf(destinations: Destinations | undefined): readonly Target[] {
  if (destinations === undefined) return ONE_TARGET
  const targets: Record<IpVersion, number>[] = []
  for (const { ip, priority } of destinations.list) {
    targets[priority] ??= { ipv4: 0, ipv6: 0 }
    const target = targets[priority]
    if (target !== undefined) target[ip] += 1
  }
  return targets.map(({ ipv4, ipv6 }) => ({ ipv4: Math.max(ipv4, 1), ipv6: Math.max(ipv6, 1) }))
}

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
  /** The addresses of a target, from 0; only where each answer is told. */
  | { readonly kind: 'found'; readonly target: number; readonly ip: IpVersion }
  | { readonly kind: 'resolved' }
  | { readonly kind: 'failed' }

/** What `failed` is to whoever sits on top. */
export const UNRESOLVED: TransportEvent = {
  kind: 'closed',
  error: { code: 'dns-failure', detail: 'expected an answer to a DNS query, found none' },
}

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

interface Question {
  readonly name: string
  /** Of each record of the answer. */
  readonly dataLength: number
  readonly records: number
}

const queryOf = (ip: IpVersion, id: number, asked: Question): DnsQuery => {
  const { name, dataLength, records } = asked
  const question = IP_AND_UDP[ip] + DNS_HEADER + wireLength(name) + QUESTION_FIXED
  const answerSize = question + records * (ANSWER_FIXED + dataLength)
  return { id, size: question, answerSize }
}

const SERVICES = ['_xmpp-client', '_xmpps-client'] as const
/** Of the hosts that SRV records name, in the order of their priorities. */
export const targetName = (domain: string, target: number): string =>
  target === 0 ? `xmpp.${domain}` : `xmpp${target + 1}.${domain}`

/** As the queries of a round are numbered: SRV records first, then of each target A and AAAA. */
export const askedFor = (
  id: number,
):
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'addresses'; readonly target: number; readonly ip: IpVersion } => {
  const service = SERVICES[id]
  if (service !== undefined) return { kind: 'service', service }
  const place = id - SERVICES.length
  const ip = place % 2 === 0 ? 'ipv4' : 'ipv6'
  return { kind: 'addresses', target: Math.floor(place / 2), ip }
}

/** `service`: of whom SRV records tell. `host`: in a URI, which SRV does not lead to (XEP-0156). */
export interface Lookup {
  readonly kind: 'service' | 'host'
  readonly domain: string
}

/** The lookups of one connection attempt, round by round. */
const roundsFor = (
  { kind, domain }: Lookup,
  ip: IpVersion,
  targets: readonly Target[],
): readonly (readonly DnsQuery[])[] => {
  const names = targets.map((_, target) => targetName(domain, target))
  const services = SERVICES.map((service, id) => {
    const question = queryOf(ip, id, {
      name: `${service}._tcp.${domain}`,
      dataLength: 0,
      records: 0,
    })
    const records = names.map((name) => ANSWER_FIXED + SRV_FIXED + wireLength(name))
    return { ...question, answerSize: records.reduce((sum, size) => sum + size, question.size) }
  })
  const addresses = names.flatMap((name, target) => {
    const first = SERVICES.length + 2 * target
    const { ipv4 = 0, ipv6 = 0 } = targets[target] ?? {}
    return [
      queryOf(ip, first, { name, dataLength: 4, records: ipv4 }),
      queryOf(ip, first + 1, { name, dataLength: 16, records: ipv6 }),
    ]
  })
  return kind === 'host' ? [addresses] : [services, addresses]
}

/** The queries of a round with those for AAAA before those for A, host by host (XEP-0495 §4.2). */
const sixFirst = (round: readonly DnsQuery[]): readonly DnsQuery[] =>
  round.flatMap((query, place) => {
    if (askedFor(query.id).kind === 'service') return [query]
    const pair = place % 2 === 0 ? round[place + 1] : round[place - 1]
    return pair === undefined ? [query] : [pair]
  })

export class Resolver implements Engine<ResolverInput, ResolverOutput> {
  readonly #tells: 'the-end' | 'each-answer'
  readonly #rounds: readonly (readonly DnsQuery[])[]
  readonly #outputs: ResolverOutput[] = []
  #round = -1
  #unanswered: readonly DnsQuery[] = []
  #attempt = 0
  #deadline: Instant | undefined

  /** `ip`: over which it asks. */
  constructor(
    lookUp: Lookup,
    ip: IpVersion = 'ipv4',
    { targets, tells }: ResolverOptions = { targets: ONE_TARGET, tells: 'the-end' },
  ) {
    const rounds = roundsFor(lookUp, ip, targets)
    this.#tells = tells
    this.#rounds = tells === 'the-end' ? rounds : rounds.map(sixFirst)
  }

  handle(input: ResolverInput, now: Instant): void {
    switch (input.kind) {
      case 'resolve':
        this.#nextRound(now)
        return
      case 'answer': {
        const before = this.#unanswered.length
        this.#unanswered = this.#unanswered.filter(({ id }) => id !== input.id)
        if (this.#unanswered.length === before) return
        const asked = askedFor(input.id)
        const isTold = this.#tells === 'each-answer' && asked.kind === 'addresses'
        const isFirst = before === this.#rounds[this.#round]?.length
        // Whoever is told goes on with the first answer: the others are not waited for.
        if (isTold ? isFirst : this.#unanswered.length === 0) this.#outputs.push({ kind: 'waited' })
        if (isTold) this.#outputs.push({ ...asked, kind: 'found' })
        if (this.#unanswered.length === 0) this.#nextRound(now)
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
