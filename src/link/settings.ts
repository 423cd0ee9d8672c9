/**
 * The impairments as data: what a profile lists, in the order in which a packet meets them.
 *
 * Every value is resolved (one number, in base units). A profile whose round-trip time or rate
 * is a distribution over users is resolved once per trial, before the link is built.
 */
import type { Random } from '../random.ts'
import type { BitRate, Bytes, Duration } from '../units.ts'
import type { QuantileTable } from './quantile-table.ts'
import type { SharedStage } from './shared-stage.ts'

export type JitterDistribution =
  /** Uniform in [−spread, +spread]. */
  | { readonly kind: 'uniform'; readonly spread: Duration }
  | { readonly kind: 'normal'; readonly deviation: Duration }
  /** Pareto with shape 3 as in netem, scaled to the given deviation. */
  | { readonly kind: 'pareto'; readonly deviation: Duration }
  | { readonly kind: 'table'; readonly table: QuantileTable }

export type Impairment =
  | { readonly kind: 'delay'; readonly delay: Duration }
  /**
   * Delay plus jitter per packet, clamped at zero. Without reordering a packet never overtakes
   * the one before it: it is delivered no earlier than its predecessor.
   */
  | {
      readonly kind: 'jitter'
      readonly delay: Duration
      readonly distribution: JitterDistribution
      readonly reordering: boolean
    }
  | { readonly kind: 'loss'; readonly probability: number }
  /**
   * Gilbert–Elliott with netem's parameters (`gemodel p r 1-h 1-k`), advanced once per packet,
   * starting in the stationary distribution.
   */
  | {
      readonly kind: 'burst-loss'
      readonly p: number
      readonly r: number
      readonly lossBad: number
      readonly lossGood: number
    }
  /** Drops exactly the packets with these indices (from 0, counted per direction). */
  | { readonly kind: 'drop-list'; readonly indices: readonly number[] }
  | { readonly kind: 'rate'; readonly rate: BitRate; readonly queue: QueueLimit }
  /** Mahimahi: one delivery opportunity of 1500 bytes per listed millisecond, repeating. */
  | {
      readonly kind: 'trace'
      readonly opportunitiesMs: readonly number[]
      /** Where in the recording the link begins; without it at its beginning. */
      readonly from?: Duration
      readonly queue: QueueLimit
    }
  /** The same with opportunities that come at random, on average at this rate. */
  | { readonly kind: 'poisson'; readonly rate: BitRate; readonly queue: QueueLimit }
  | { readonly kind: 'mtu'; readonly mtu: Bytes }
  | { readonly kind: 'duplication'; readonly probability: number }
  /** The chosen packets are held back by `delay`, so that later ones overtake them. */
  | { readonly kind: 'reordering'; readonly probability: number; readonly delay: Duration }
  /** Nothing that enters during the outage passes; with `period`, again and again. */
  | {
      readonly kind: 'outage'
      readonly start: Duration
      readonly duration: Duration
      readonly period?: Duration
    }
  /** Outages as on a journey: one begins in each cycle, anywhere in which the link begins. */
  | {
      readonly kind: 'random-outages'
      readonly cycle: Duration
      readonly lengths: QuantileTable
      /** Drawn from afresh, from its beginning: the same settings have the same outages. */
      readonly random: Random
    }
  /** Packets that enter during the hold wait for its end (a handover: delayed, not dropped). */
  | {
      readonly kind: 'hold'
      readonly start: Duration
      readonly duration: Duration
      readonly period?: Duration
    }
  /**
   * The device's radio, shared by both directions: idle after `idleAfter` without a packet; the
   * packet that finds it idle waits for the promotion, and so do all that come meanwhile.
   */
  | {
      readonly kind: 'radio'
      readonly promotion: Duration
      readonly idleAfter: Duration
      readonly initially: 'idle' | 'connected'
    }

export type QueueLimit =
  | { readonly kind: 'bytes'; readonly limit: Bytes }
  | { readonly kind: 'packets'; readonly limit: number }
  /** As long as it takes to send at the link's rate (by opportunities: as found by waiting). */
  | { readonly kind: 'time'; readonly limit: Duration }
  | { readonly kind: 'unlimited' }

/** Each direction's row; a profile's is data through and through, a world's may share stages. */
export interface LinkSettings<Entry = Impairment | SharedStage> {
  readonly up: readonly Entry[]
  readonly down: readonly Entry[]
}
