/**
 * TCP alone as a stack, and below a client's `connect` a resolver when its cache is cold. Knows
 * lengths and positions; the octets, and what may be said in them, are somebody else's.
 *
 * What TCP costs its client: the handshake is a wait, unless Fast Open carried all that there was to
 * say, which with Fast Open is known only when the handshake is complete; and so is a refusal that
 * had to be heard before the next address could be tried. Silence is no round trip: what it costs is
 * the client's own patience.
 */
import type { Engine } from '../engine.ts'
import type { Random } from '../random.ts'
import { TcpEndpoint } from '../tcp/endpoint.ts'
import type { FastOpenOption, TcpFailure, TcpInput, TcpOutput } from '../tcp/segment.ts'
import type { TcpSettings } from '../tcp/settings.ts'
import { type Instant, START, soonest } from '../units.ts'
import {
  type AddressesInput,
  type AddressesOutput,
  allFailed,
  ClientAddresses,
} from './addresses/client.ts'
import type { Destination, Destinations } from './addresses/destination.ts'
import { ServerAddresses } from './addresses/server.ts'
import { wakeIfDue } from './deadlines.ts'
import { type Lookup, Resolver, type ResolverOutput, targetsOf, UNRESOLVED } from './resolver.ts'
import type { FromLink, Stack, StackReport, ToLink } from './stack.ts'
import { tcpFailure } from './tcp-failure.ts'
import type { Turn, TurnCount } from './turns.ts'

export type TcpCommand =
  /** Client only: DNS if it has to be, then TCP. */
  | { readonly kind: 'connect' }
  | { readonly kind: 'write'; readonly length: number }
  /** Ends the sending side behind everything written. */
  | { readonly kind: 'shutdown' }
  /** Gives the connection up behind everything written. */
  | { readonly kind: 'close' }
  /** Resets the connection. */
  | { readonly kind: 'abort' }

/** Of events: `waited` (dns, tcp), `connected` and `closed`. */
export type TcpReport =
  | StackReport
  /** The peer's stream has arrived up to this position; that of the first octet is 0. */
  | (Extract<TcpOutput, { readonly kind: 'received' }> & {
      /** The turn that this end has come to, if Nagle's algorithm has held something back. */
      readonly late?: Turn | undefined
    })

/** What a client does about TCP Fast Open. */
export interface FastOpenUse {
  readonly option: FastOpenOption
  /** The server's segment size, remembered with its cookie. */
  readonly cachedMss: number | undefined
}

export type TcpRole =
  | {
      readonly kind: 'client'
      readonly fastOpen: FastOpenUse | undefined
      /** What to look up first, when its addresses are not cached. */
      readonly lookUp: Lookup | undefined
      /** The server's addresses, unless there is one, which answers. */
      readonly destinations?: Destinations | undefined
    }
  | { readonly kind: 'server'; readonly addresses?: 'one' | 'several' }

export interface TcpStackOptions {
  readonly role: TcpRole
  readonly settings: TcpSettings
  /** Of this host: draws the phase of its timers. */
  readonly random: Random
  /** Of this end, which shares its streams with that of the other; none where nothing is held back. */
  readonly turns: TurnCount | undefined
}

export class TcpStack implements Stack<TcpCommand, TcpReport> {
  streamBytes = 0
  retransmitted = 0
  readonly #role: TcpRole
  readonly #tcp: Engine<AddressesInput, AddressesOutput>
  readonly #resolver: Resolver | undefined
  readonly #turns: TurnCount | undefined
  /** The time of the input being handled. */
  #now = START

  constructor({ role, settings, random, turns }: TcpStackOptions) {
    this.#role = role
    this.#turns = turns
    this.#tcp = tcpOf(role, settings, random)
    if (role.kind === 'client' && role.lookUp !== undefined) {
      this.#resolver = new Resolver(role.lookUp, settings.ip, {
        targets: targetsOf(role.destinations),
        tells: isEager(role) ? 'each-answer' : 'the-end',
      })
    }
  }

  handle(input: TcpCommand | FromLink, now: Instant): void {
    this.#now = now
    switch (input.kind) {
      case 'connect':
        if (this.#resolver === undefined) this.#connect()
        else this.#resolver.handle({ kind: 'resolve' }, now)
        return
      case 'answer':
        this.#resolver?.handle(input, now)
        return
      case 'write':
        this.streamBytes += input.length
        this.#turns?.wrote(input.length)
        this.#tcp.handle(input, now)
        return
      case 'datagram':
        return
      default:
        this.#tcp.handle(input, now)
    }
  }

  poll(): TcpReport | ToLink | undefined {
    for (let found = this.#resolver?.poll(); found !== undefined; found = this.#resolver?.poll()) {
      const output = this.#fromResolver(found)
      if (output !== undefined) return output
    }
    for (let said = this.#tcp.poll(); said !== undefined; said = this.#tcp.poll()) {
      const output = this.#fromTcp(said)
      if (output !== undefined) return output
    }
    return undefined
  }

  deadline(): Instant | undefined {
    return soonest(this.#tcp.deadline(), this.#resolver?.deadline())
  }

  wake(now: Instant): void {
    this.#now = now
    wakeIfDue(this.#tcp, now)
    if (this.#resolver !== undefined) wakeIfDue(this.#resolver, now)
  }

  #fromResolver(output: ResolverOutput): TcpReport | ToLink | undefined {
    switch (output.kind) {
      case 'query':
        return output
      case 'waited':
        return WAITED_FOR_DNS
      case 'found':
        this.#connect(({ ip, priority }) => ip === output.ip && priority === output.target, 'more')
        return undefined
      case 'resolved':
        if (this.#isEager) this.#connect(() => false, 'no-more')
        else this.#connect()
        return undefined
      case 'failed':
        if (!this.#isEager) return NOWHERE
        this.#connect(() => false, 'no-more')
        return undefined
    }
  }

  #turned(output: Extract<TcpOutput, { readonly kind: 'received' }>, turns: TurnCount): TcpReport {
    turns.heard(output.upTo)
    return { ...output, late: turns.late }
  }

  /** Whether it begins with the first addresses that it is told of. */
  get #isEager(): boolean {
    return isEager(this.#role)
  }

  /** To all the addresses that there are, or to those that have been found so far. */
  #connect(
    isFound: (destination: Destination) => boolean = () => true,
    toCome: 'more' | 'no-more' = 'no-more',
  ): void {
    const role = this.#role
    if (role.kind === 'server') throw new Error('expected a client, got a server told to connect')
    this.#tcp.handle(activeOpen(role.fastOpen), this.#now)
    if (role.destinations === undefined) return
    const destinations = role.destinations.list.filter(isFound)
    const complete = toCome === 'no-more'
    this.#tcp.handle({ kind: 'found', destinations, complete }, this.#now)
  }

  #fromTcp(output: AddressesOutput): TcpReport | ToLink | undefined {
    switch (output.kind) {
      case 'segment':
        if (output.retransmission) this.retransmitted += 1
        return output
      case 'cookie':
        return output
      case 'received':
        return this.#turns === undefined ? output : this.#turned(output, this.#turns)
      case 'released':
        this.#turns?.released(output.from, output.behind)
        return undefined
      case 'established':
        return output.held && this.#role.kind === 'client' ? WAITED_FOR_TCP : undefined
      case 'connected':
        return CONNECTED
      case 'finished':
        return ENDED
      case 'closed':
        if (output.failure === undefined) return undefined
        return { kind: 'event', event: { kind: 'closed', error: tcpFailure(output.failure) } }
      case 'waited':
        return WAITED_FOR_TCP
      case 'exhausted':
        return output.failures.length === 0 ? NOWHERE : unreachable(output.failures)
    }
  }
}

const tcpOf = (
  role: TcpRole,
  settings: TcpSettings,
  random: Random,
): Engine<AddressesInput, AddressesOutput> => {
  if (role.kind === 'client' && role.destinations !== undefined) {
    return new ClientAddresses(role.destinations, settings, random)
  }
  if (role.kind === 'server' && role.addresses === 'several') {
    return new ServerAddresses(settings, random)
  }
  return new TcpEndpoint({ role: role.kind, settings, random })
}

const isEager = (role: TcpRole): boolean =>
  role.kind === 'client' && role.destinations?.manner.kind === 'happy-eyeballs'

const activeOpen = (use: FastOpenUse | undefined): TcpInput => ({
  kind: 'connect',
  ...(use === undefined ? {} : { fastOpen: use.option }),
  ...(use?.cachedMss === undefined ? {} : { cachedMss: use.cachedMss }),
})

const WAITED_FOR_DNS: StackReport = { kind: 'event', event: { kind: 'waited', layer: 'dns' } }
const WAITED_FOR_TCP: StackReport = { kind: 'event', event: { kind: 'waited', layer: 'tcp' } }
const CONNECTED: StackReport = { kind: 'event', event: { kind: 'connected' } }
/** The peer will say no more. */
const ENDED: StackReport = { kind: 'event', event: { kind: 'closed' } }
const NOWHERE: StackReport = { kind: 'event', event: UNRESOLVED }
/** Of the codes that of the address that was tried last. */
const unreachable = (failures: readonly TcpFailure[]): StackReport => {
  const { code } = tcpFailure(failures.at(-1) ?? 'connect-timeout')
  const error = { code, detail: allFailed(failures) }
  return { kind: 'event', event: { kind: 'closed', error } }
}
