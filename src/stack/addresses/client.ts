/**
 * A client's TCP where its server has several addresses: an endpoint for each one that is tried,
 * all of one host, and one of them that wins. From outside it is one endpoint, whose segments say
 * where they go.
 *
 * A Fast Open cookie is one address's (RFC 7413 §4.1.3): that of the server, over the version of IP
 * that the client usually has. Of the others a client that uses Fast Open asks for one.
 *
 * Left out: what an endpoint would learn for the others, such as a path's round-trip time.
 */
import type { Engine } from '../../engine.ts'
import type { Random } from '../../random.ts'
import { TcpEndpoint } from '../../tcp/endpoint.ts'
import type { Segment, TcpFailure, TcpInput, TcpOutput } from '../../tcp/segment.ts'
import type { TcpSettings } from '../../tcp/settings.ts'
import { type Instant, START, soonest } from '../../units.ts'
import { wakeIfDue } from '../deadlines.ts'
import type { Addressed } from '../stack.ts'
import type { Destination, Destinations } from './destination.ts'
import { Schedule, type ScheduleInput, type ScheduleOutput } from './schedule.ts'

type Connect = Extract<TcpInput, { readonly kind: 'connect' }>

export type AddressesInput =
  | Exclude<TcpInput, { readonly kind: 'segment' }>
  | (Addressed & { readonly kind: 'segment'; readonly segment: Segment })
  /** Behind `connect`, where addresses are still being looked up. */
  | {
      readonly kind: 'found'
      readonly destinations: readonly Destination[]
      readonly complete: boolean
    }

export type AddressesOutput =
  | (TcpOutput & Addressed)
  | Extract<ScheduleOutput, { readonly kind: 'waited' | 'exhausted' }>

export class ClientAddresses implements Engine<AddressesInput, AddressesOutput> {
  readonly #settings: TcpSettings
  readonly #random: Random
  readonly #schedule: Schedule
  readonly #outputs: AddressesOutput[] = []
  readonly #endpoints = new Map<Destination, TcpEndpoint>()
  #connect: Connect = { kind: 'connect' }
  #winner: TcpEndpoint | undefined
  /** The time of the input being handled. */
  #now = START

  /** `random`: of the host, whose timers tick for all of them alike. */
  constructor(destinations: Omit<Destinations, 'list'>, settings: TcpSettings, random: Random) {
    this.#schedule = new Schedule(destinations)
    this.#settings = settings
    this.#random = random
  }

  handle(input: AddressesInput, now: Instant): void {
    this.#now = now
    switch (input.kind) {
      case 'connect':
        this.#connect = input
        return
      case 'found':
        this.#decide(input)
        return
      case 'segment':
        if (input.destination !== undefined) {
          this.#endpoints.get(input.destination)?.handle(input, now)
        }
        return
      default:
        if (this.#winner !== undefined) this.#winner.handle(input, now)
        else this.#decide({ kind: 'stop' })
    }
  }

  poll(): AddressesOutput | undefined {
    for (const [destination, endpoint] of this.#endpoints) {
      for (let said = endpoint.poll(); said !== undefined; said = endpoint.poll()) {
        this.#said(said, destination, endpoint)
      }
    }
    return this.#outputs.shift()
  }

  deadline(): Instant | undefined {
    let at = this.#schedule.deadline()
    for (const endpoint of this.#endpoints.values()) at = soonest(at, endpoint.deadline())
    return at
  }

  wake(now: Instant): void {
    this.#now = now
    wakeIfDue(this.#schedule, now)
    // Whoever is left now says nothing more, though it was due as well.
    this.#carryOut()
    for (const endpoint of this.#endpoints.values()) wakeIfDue(endpoint, now)
  }

  #decide(input: ScheduleInput): void {
    this.#schedule.handle(input, this.#now)
    this.#carryOut()
  }

  #carryOut(): void {
    for (let next = this.#schedule.poll(); next !== undefined; next = this.#schedule.poll()) {
      if (next.kind === 'try') this.#try(next.destination)
      else if (next.kind === 'leave') {
        this.#endpoints.get(next.destination)?.handle({ kind: 'close' }, this.#now)
      } else this.#outputs.push(next)
    }
  }

  #try(destination: Destination): void {
    const { ip } = destination
    const settings = { ...this.#settings, ip }
    const random = this.#random.again()
    const endpoint = new TcpEndpoint({ role: 'client', settings, random })
    this.#endpoints.set(destination, endpoint)
    endpoint.handle(this.#opening(destination), this.#now)
  }

  #opening({ ip, reaches }: Destination): Connect {
    const connect = this.#connect
    if (connect.fastOpen === undefined) return connect
    const isKnown = reaches === 'server' && ip === this.#settings.ip
    return isKnown ? connect : { kind: 'connect', fastOpen: { kind: 'request' } }
  }

  #said(said: TcpOutput, destination: Destination, endpoint: TcpEndpoint): void {
    if (said.kind === 'segment') {
      this.#outputs.push({ ...said, destination })
      return
    }
    if (this.#winner === undefined && (said.kind === 'connected' || said.kind === 'established')) {
      this.#winner = endpoint
      this.#decide({ kind: 'connected', destination })
    }
    if (endpoint === this.#winner) this.#outputs.push(said)
    else if (this.#winner === undefined && said.kind === 'closed') {
      this.#decide({ kind: 'failed', destination, failure: said.failure ?? 'reset' })
    }
  }
}

/** In words, of attempts that have all failed. */
export function allFailed(failures: readonly TcpFailure[]): string {
  const refused = failures.filter((failure) => failure === 'refused').length
  const silent = failures.length - refused
  const found = [
    ...(silent > 0 ? [`no answer from ${silent}`] : []),
    ...(refused > 0 ? [`a reset from ${refused}`] : []),
  ]
  return `expected a SYN-ACK from one of ${failures.length} addresses, found ${found.join(' and ')}`
}
