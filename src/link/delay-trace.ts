/**
 * A delay that was recorded over time: what a series of pings or a satellite's log says. A packet
 * takes the delay of the moment at which it enters.
 *
 * A packet is delivered no earlier than the one before it: on a path that gets shorter nothing
 * overtakes. Leaves out what happens between two samples: the earlier one holds until the later.
 */
import { type Instant, later, START } from '../units.ts'
import type { StageFactory } from './stage.ts'
import { requireSteps, Steps, type StepsSettings } from './steps.ts'

export interface DelayTraceSettings extends StepsSettings {
  readonly kind: 'delay-trace'
  /** One way, in whole microseconds, of each step. */
  readonly delaysUs: readonly number[]
}

const NANOSECONDS_PER_MICROSECOND = 1_000

export const delayTraceStage: StageFactory<DelayTraceSettings> = (settings, { origin }) => {
  const { delaysUs } = settings
  requireSteps('delay-trace', settings, 'delaysUs', delaysUs)
  const steps = new Steps(settings, origin)
  let previous: Instant = START
  return (_packet, now) => {
    const delay = (delaysUs[steps.at(now).index] ?? 0) * NANOSECONDS_PER_MICROSECOND
    previous = later((now + delay) as Instant, previous)
    return previous
  }
}
