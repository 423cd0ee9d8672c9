/**
 * Delivers some packets twice, both at once. The copy goes its own way through the stages that
 * follow and may be lost, delayed or duplicated there by itself. Leaves out more than one copy
 * per stage.
 */
import { requireProbability } from './requirements.ts'
import type { StageFactory } from './stage.ts'

export interface DuplicationSettings {
  readonly kind: 'duplication'
  readonly probability: number
}

export const duplicationStage: StageFactory<DuplicationSettings> = (
  { probability },
  { random },
) => {
  requireProbability('duplication', 'probability', probability)
  return (_packet, now) => (random.chance(probability) ? { kind: 'duplicated', at: now } : now)
}
