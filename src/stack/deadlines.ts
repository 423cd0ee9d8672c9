/** One deadline of several engines, and whose it is when it has come. */
import type { Engine } from '../engine.ts'
import { earlier, type Instant } from '../units.ts'

export const soonest = (a: Instant | undefined, b: Instant | undefined): Instant | undefined => {
  if (a === undefined) return b
  return b === undefined ? a : earlier(a, b)
}

export function wakeIfDue(engine: Engine<never, unknown>, now: Instant): void {
  const deadline = engine.deadline()
  if (deadline !== undefined && deadline <= now) engine.wake(now)
}
