/**
 * What the figures of a profile have been resolved to: every value in base units, and of what
 * differs from trial to trial how it is drawn.
 */

import type { QueueLimit } from '../link/queue.ts'
import type { QuantilePoint } from '../quantile-table.ts'
import type { Outage } from '../quantities/quantity.ts'
import type { BitRate, Bytes, Duration } from '../units.ts'
import type { ResolvedRecurrence } from './journey.ts'
import type { Spread } from './spread.ts'

export type ResolvedRoundTrip =
  | Spread<Duration>
  | { readonly kind: 'one-way'; readonly up: Duration; readonly down: Duration }

export type ResolvedJitter =
  | { readonly kind: 'none' }
  /** Every packet, each way: up to that much more or less. */
  | { readonly kind: 'plus-minus'; readonly spread: Duration }
  /** Up to that much more, added once per round trip. */
  | { readonly kind: 'plus'; readonly most: Duration }
  /** Standard deviation of the round trip, drawn per trial. */
  | { readonly kind: 'normal'; readonly roundTrip: Spread<Duration> }
  | { readonly kind: 'normal-one-way'; readonly up: Duration; readonly down: Duration }
  /** Quantiles of a delay that the round trip contains at its median. */
  | { readonly kind: 'table'; readonly points: readonly QuantilePoint<Duration>[] }

export type ResolvedLoss =
  | { readonly kind: 'independent'; readonly probability: number }
  | {
      readonly kind: 'burst'
      readonly p: number
      readonly r: number
      readonly lossBad: number
      readonly lossGood: number
    }

export type ResolvedRadio =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'sleeping'
      readonly promotion: Spread<Duration>
      readonly idleAfter: Spread<Duration>
      readonly sleep: ResolvedSleep
      /** How often it begins idle and how often asleep; else connected. */
      readonly initially: { readonly idle: number; readonly asleep: number }
    }

export type ResolvedSleep =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'connected'
      readonly after: Spread<Duration>
      readonly wake: Spread<Duration>
    }

export type ResolvedHandover =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'periodic'
      readonly interval: Spread<Duration>
      readonly hold: Spread<Duration>
      readonly failureShare: number
      readonly failureOutage: Spread<Duration>
    }

export type ResolvedOutage =
  | { readonly kind: 'none' }
  /** Given for this run: the same in every trial. */
  | { readonly kind: 'listed'; readonly outages: readonly Outage[] }
  | ResolvedJourney

/** Holds: packets wait, and none is lost. */
export type ResolvedHold = { readonly kind: 'none' } | ResolvedJourney

/** Somewhere in a long journey, of which a trial is a moment. */
export interface ResolvedJourney {
  readonly kind: 'recurring'
  /** Equally likely ones, such as those of three operators; a trial is with one of them. */
  readonly places: readonly ResolvedRecurrence[]
}

export type ResolvedRate = Spread<BitRate> | { readonly kind: 'unlimited' }

/** One direction: what it loses, how fast it is, how much it queues. */
export interface ResolvedDirection {
  readonly loss: ResolvedLoss
  readonly rate: ResolvedRate
  readonly queue: QueueLimit
}

export interface ResolvedHead {
  readonly name: string
  readonly title: string
  readonly folklore: boolean
}

export interface ResolvedFigures extends ResolvedHead {
  readonly kind: 'figures'
  /** The options of the command line that took the place of what the profile says. */
  readonly overridden: readonly string[]
  readonly rtt: ResolvedRoundTrip
  readonly jitter: ResolvedJitter
  readonly up: ResolvedDirection
  readonly down: ResolvedDirection
  readonly service: 'steady' | 'poisson'
  readonly mtu: Bytes
  readonly radio: ResolvedRadio
  readonly handover: ResolvedHandover
  readonly outage: ResolvedOutage
  readonly hold: ResolvedHold
}
