/**
 * Holds some packets back for a fixed time, so that those sent within it overtake them: the
 * packet that took the longer path or was repeated by the link layer. (netem's `reorder` is
 * the reverse: there the chosen packets skip the delay that all others have.)
 */
import { type Duration, plus } from '../units.ts'
import { requireProbability, requireWhole } from './requirements.ts'
import type { StageFactory } from './stage.ts'

export interface ReorderingSettings {
  readonly kind: 'reordering'
  readonly probability: number
  /** By which the chosen packets are held back. */
  readonly delay: Duration
}

export const reorderingStage: StageFactory<ReorderingSettings> = (settings, { random }) => {
  const { probability, delay } = settings
  requireProbability('reordering', 'probability', probability)
  requireWhole('reordering', 'delay', delay)
  return (_packet, now) => (random.chance(probability) ? plus(now, delay) : now)
}
