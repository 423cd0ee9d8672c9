/**
 * What everything that happens in time is written against: the time, and one task at a time
 * yet to come. Virtual and real clocks are the same to whoever is woken.
 */
import type { Instant } from '../units.ts'

/** Calls the task off; harmless when it has run or was called off already. */
export type Cancel = () => void

export interface Clock {
  /** Never runs backwards. */
  now(): Instant
  /**
   * Runs the task once, not before `time`. Tasks run in the order of their times, and those
   * for the same time in the order in which they were handed in; never within this call.
   */
  at(time: Instant, task: () => void): Cancel
}
