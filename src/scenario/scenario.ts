/**
 * A scenario: what happens to the network, the device and the server, and what people write
 * meanwhile, as data on top of any profile. Times may be drawn; `timeline.ts` draws them.
 */
import type { Spread } from '../profiles/spread.ts'
import type { Duration } from '../units.ts'
import type { Happening } from './happening.ts'

/** A length of time, or a distribution of it. */
export type Time =
  | Spread<Duration>
  /** At least so long, and `mean` longer on average, whatever has passed of it. */
  | { readonly kind: 'exponential'; readonly least: Duration; readonly mean: Duration }

export interface Scenario {
  /** As on the command line. */
  readonly name: string
  /** One line for people. */
  readonly summary: string
  readonly events: readonly ScenarioEvent[]
  readonly messages: Workload
  /** The life goes on so long after the last of the events, and of the messages at given times. */
  readonly calm: Duration
}

export interface ScenarioEvent {
  /** From the beginning of the life, or from the end of the event before. */
  readonly begins: { readonly from: 'start' | 'event-before'; readonly after: Time }
  readonly what: Happening<Time>
  /** Undefined: it happens once. */
  readonly again: Again | undefined
}

/** As long as it begins before `until`: so long after each end, or as long after each beginning. */
export type Again =
  | { readonly kind: 'after-end'; readonly after: Time; readonly until: Duration }
  | { readonly kind: 'every'; readonly period: Duration; readonly until: Duration }

/** Messages of one direction: so many in an hour on average, or at given times. */
export type Messages =
  | { readonly kind: 'poisson'; readonly perHour: number }
  | { readonly kind: 'at'; readonly times: readonly Duration[] }

/** `up`: what the user sends. `down`: what somebody sends to the user. */
export interface Workload {
  readonly up: Messages
  readonly down: Messages
  /** A message that takes longer, from pressing send until the other side's client has it, is late. */
  readonly late: Duration
}

/** Whether nobody writes anything. */
export const isSilent = ({ messages: { up, down } }: Pick<Scenario, 'messages'>): boolean =>
  [up, down].every((messages) => messages.kind === 'at' && messages.times.length === 0)
