/**
 * Constant one-way delay: propagation, and everything else that is the same for every packet.
 * Leaves out the time to send a packet, which is the business of `rate`.
 */
import { type Duration, plus } from '../units.ts'
import { requireWhole } from './requirements.ts'
import type { StageFactory } from './stage.ts'

export interface DelaySettings {
  readonly kind: 'delay'
  readonly delay: Duration
}

export const delayStage: StageFactory<DelaySettings> = ({ delay }) => {
  requireWhole('delay', 'delay', delay)
  return (_packet, now) => plus(now, delay)
}
