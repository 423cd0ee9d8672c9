/**
 * Nothing that enters during the outage passes; what is already under way arrives. That is how
 * a tunnel looks to packets, and how the measurements that the TCP model is held to were made.
 * Leaves out the ramp of rising loss on either side of a real one.
 */
import { endOfSpan, type Recurrence } from './recurring-span.ts'
import type { StageFactory } from './stage.ts'
import { dropBecause } from './stage.ts'

export interface OutageSettings extends Recurrence {
  readonly kind: 'outage'
}

export const outageStage: StageFactory<OutageSettings> = (settings, { origin }) => {
  const outageEnd = endOfSpan('outage', settings, origin)
  const dropped = dropBecause('outage')
  return (_packet, now) => (outageEnd(now) === undefined ? now : dropped)
}
