/**
 * A scenario: what happens to the network, the device and the server, and what people write
 * meanwhile, as data on top of any profile. Times may be drawn; `timeline.ts` draws them.
 */
import type { Spread } from '../profiles/spread.ts'
import type { Duration } from '../units.ts'
import type { Happening } from './happening.ts'

/** A length of time, or a distribution of it. */
export type Time = Spread<Duration> | { readonly kind: 'exponential'; readonly mean: Duration }

export interface Scenario {
  /** As on the command line. */
  readonly name: string
  /** One line for people. */
  readonly summary: string
  readonly events: readonly ScenarioEvent[]
  readonly messages: Workload
  /** The life goes on so long after the last of it has ended. */
  readonly calm: Duration
}

export interface ScenarioEvent {
  /** From the beginning of the life, or from the end of the event before. */
  readonly begins: { readonly from: 'start' | 'event-before'; readonly after: Time }
  readonly what: Happening<Time>
  /** Again, so long after each end, as long as it begins before `until`. */
  readonly again: { readonly after: Time; readonly until: Duration } | undefined
}

/** Messages of one direction: so many in an hour on average, or at given times. */
export type Messages =
  | { readonly kind: 'poisson'; readonly perHour: number }
  | { readonly kind: 'at'; readonly times: readonly Duration[] }

/** `up`: what the user sends. `down`: what somebody sends to the user. */
export interface Workload {
  readonly up: Messages
  readonly down: Messages
}
