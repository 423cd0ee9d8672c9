/**
 * What an impairment is given to work with, and what it answers.
 *
 * A factory is called once per direction of each link and returns a fresh stage: all
 * state of an impairment lives in that closure. A stage draws the same number of random numbers
 * for every packet, whatever becomes of it; otherwise one packet more or less would shift the
 * luck of all that follow, and two strategies could not be compared on the same link.
 */
import type { Random } from '../random.ts'
import type { Duration, Instant } from '../units.ts'
import type { DropReason, Fate, Stage } from './packet.ts'

export interface StageContext {
  /** For this stage alone. */
  readonly random: Random
  /** When the stage came into being; starts of outages and traces count from here. */
  readonly origin: Instant
  /** The device's radio, one per link. */
  readonly radio: RadioPassage
}

/** When a packet that comes now passes the radio. */
export interface RadioPassage {
  pass(now: Instant, times: RadioTimes): Instant
}

export interface RadioTimes {
  /** How long the packet that finds it idle waits. */
  readonly promotion: Duration
  /** Silence, both ways, after which it falls idle. */
  readonly idleAfter: Duration
  /** What lies between connected and idle; without it nothing does. */
  readonly sleep?: {
    /** Silence, both ways, after which it sleeps: shorter than what makes it idle. */
    readonly after: Duration
    /** How long the packet that finds it asleep waits. */
    readonly wake: Duration
  }
}

export type StageFactory<Settings> = (settings: Settings, context: StageContext) => Stage

/** To be made once per stage and returned for every packet that it drops. */
export const dropBecause = (reason: DropReason): Fate => ({ kind: 'dropped', reason })
