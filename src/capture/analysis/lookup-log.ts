/**
 * Lookups before a connection: from the address that it goes to back to the name that had it, and to the
 * SRV records that named that one. Names that are asked for side by side are waited for once.
 *
 * A host may ask by the one family of addresses and connect by the other, or ask from a link-local address
 * (RFC 4007): where it asked nothing by its own address, whoever else was told that one is taken for it, if
 * nobody but one was.
 *
 * A resolver is asked again when nothing comes of it: that is no wait more. What a client remembers of an
 * earlier lookup it does not wait for.
 */
import type { Instant } from '../../units.ts'
import { LOOKUP_TYPE, type ReceivedLookup } from '../network/dns-received.ts'

interface Lookup {
  readonly client: string
  readonly name: string
  readonly type: number
  readonly askedAt: Instant
  answer:
    | {
        readonly at: Instant
        readonly addresses: readonly string[]
        readonly hosts: readonly string[]
      }
    | undefined
}

/** Of those that a connection followed. */
export interface FoundBy {
  /** The last of them: the same one for each connection that it led to. */
  readonly lookup: object
  readonly waits: number
}

/** The latest are kept: whoever connects has just looked up where. */
const KEPT_MAX = 1_000

export class LookupLog {
  readonly #lookups = new Map<string, Lookup>()

  add(
    { kind, client, resolver, id, name, type, addresses, hosts }: ReceivedLookup,
    at: Instant,
  ): void {
    const key = `${client} ${resolver} ${id} ${type} ${name}`
    const known = this.#lookups.get(key)
    if (kind === 'query') {
      // Asked again, unless it was answered and the number is used anew.
      if (known !== undefined && known.answer === undefined) return
      this.#lookups.delete(key)
      const [oldest] = this.#lookups.keys()
      if (this.#lookups.size >= KEPT_MAX && oldest !== undefined) this.#lookups.delete(oldest)
      const host = client.replace(/ \d+$/, '')
      this.#lookups.set(key, { client: host, name, type, askedAt: at, answer: undefined })
    } else if (known !== undefined) known.answer ??= { at, addresses, hosts }
  }

  /** What led this client to that address, as far as it was seen. */
  before(client: string, address: string, at: Instant): FoundBy | undefined {
    const all = [...this.#lookups.values()]
    const told = all.filter(
      ({ answer }) => answer !== undefined && answer.at <= at && answer.addresses.includes(address),
    )
    const host = told.findLast((one) => one.client === client) ?? lastOfOne(besides(told, client))
    if (host === undefined) return undefined
    const service = all.findLast(
      ({ client: asking, type, answer }) =>
        asking === host.client &&
        type === LOOKUP_TYPE.srv &&
        answer !== undefined &&
        answer.at <= host.askedAt &&
        answer.hosts.includes(host.name),
    )
    return { lookup: host, waits: service === undefined ? 1 : 2 }
  }
}

/** By those that may be other addresses of this client. */
const besides = (lookups: readonly Lookup[], client: string): readonly Lookup[] =>
  lookups.filter((one) => isIpv6(one.client) !== isIpv6(client) || isLinkLocal(one.client))

/** The last, if all are one client's. */
const lastOfOne = (lookups: readonly Lookup[]): Lookup | undefined =>
  new Set(lookups.map(({ client }) => client)).size === 1 ? lookups.at(-1) : undefined

const isIpv6 = (address: string): boolean => address.includes(':')

/** fe80::/10 (RFC 4291 §2.5.6). */
const isLinkLocal = (address: string): boolean => /^fe[89ab]/i.test(address)
