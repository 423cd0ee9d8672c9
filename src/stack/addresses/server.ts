/**
 * A server's TCP where the client may try several of its addresses: an endpoint for each one that
 * is reached, and one connection that comes about. A client that has left the others answers their
 * SYN-ACKs by a reset; nobody above is told of them.
 */
import type { Engine } from '../../engine.ts'
import type { Random } from '../../random.ts'
import { TcpEndpoint } from '../../tcp/endpoint.ts'
import type { TcpOutput } from '../../tcp/segment.ts'
import type { TcpSettings } from '../../tcp/settings.ts'
import { type Instant, soonest } from '../../units.ts'
import { wakeIfDue } from '../deadlines.ts'
import type { Addressed } from '../stack.ts'
import type { AddressesInput } from './client.ts'
import type { Destination } from './destination.ts'

export class ServerAddresses implements Engine<AddressesInput, TcpOutput & Addressed> {
  readonly #settings: TcpSettings
  readonly #random: Random
  readonly #endpoints = new Map<Destination, TcpEndpoint>()
  #accepted: TcpEndpoint | undefined

  /** `random`: of the host, whose timers tick for all of them alike. */
  constructor(settings: TcpSettings, random: Random) {
    this.#settings = settings
    this.#random = random
  }

  handle(input: AddressesInput, now: Instant): void {
    if (input.kind === 'segment') {
      if (input.destination !== undefined) this.#at(input.destination).handle(input, now)
    } else if (input.kind !== 'found') {
      this.#accepted?.handle(input, now)
    }
  }

  poll(): (TcpOutput & Addressed) | undefined {
    for (const [destination, endpoint] of this.#endpoints) {
      for (let said = endpoint.poll(); said !== undefined; said = endpoint.poll()) {
        if (said.kind === 'segment') return { ...said, destination }
        if (said.kind === 'connected' || said.kind === 'established') this.#accepted ??= endpoint
        if (endpoint === this.#accepted) return said
      }
    }
    return undefined
  }

  deadline(): Instant | undefined {
    let at: Instant | undefined
    for (const endpoint of this.#endpoints.values()) at = soonest(at, endpoint.deadline())
    return at
  }

  wake(now: Instant): void {
    for (const endpoint of this.#endpoints.values()) wakeIfDue(endpoint, now)
  }

  #at(destination: Destination): TcpEndpoint {
    const known = this.#endpoints.get(destination)
    if (known !== undefined) return known
    const settings = { ...this.#settings, ip: destination.ip }
    const endpoint = new TcpEndpoint({ role: 'server', settings, random: this.#random.again() })
    this.#endpoints.set(destination, endpoint)
    return endpoint
  }
}
