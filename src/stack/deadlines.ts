/** Of one deadline of several engines: whose it is when it has come. */
import type { Engine } from '../engine.ts'
import type { Instant } from '../units.ts'

export function wakeIfDue(engine: Engine<never, unknown>, now: Instant): void {
  const deadline = engine.deadline()
  if (deadline !== undefined && deadline <= now) engine.wake(now)
}
