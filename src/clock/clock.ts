/**
 * What everything that happens in time is written against: the time, and tasks that are yet to
 * come. Virtual and real clocks are the same to whoever is woken.
 */
import { type Alarm, Call } from '../engine.ts'
import type { Instant } from '../units.ts'

/** Calls the task off; harmless when it has run or was called off already. */
export type Cancel = () => void

/** Never runs backwards. */
export interface Clock extends Alarm {
  /** For what happens once: `set` for a task that is only something to call. */
  at(time: Instant, task: () => void): Cancel
}

export function callAt(alarm: Alarm, time: Instant, task: () => void): Cancel {
  const call = new Call(task)
  alarm.set(call, time)
  return () => alarm.clear(call)
}
