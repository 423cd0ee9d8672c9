/**
 * Packets that enter during the hold wait for its end and then all leave at once, in order: a
 * handover between cells, which delays and does not drop. Leaves out the rate at which the
 * new cell works off what was held; a `rate` after the hold does that.
 */
import { endOfSpan, type Recurrence } from './recurring-span.ts'
import type { StageFactory } from './stage.ts'

export interface HoldSettings extends Recurrence {
  readonly kind: 'hold'
}

export const holdStage: StageFactory<HoldSettings> = (settings, { origin }) => {
  const holdEnd = endOfSpan('hold', settings, origin)
  return (_packet, now) => holdEnd(now) ?? now
}
