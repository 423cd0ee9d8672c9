/**
 * Independent loss: every packet with the same probability, whatever happened before. Leaves
 * out that real losses come in bursts; see `burst-loss` and `outage` for that.
 */
import { requireProbability } from './requirements.ts'
import type { StageFactory } from './stage.ts'
import { dropBecause } from './stage.ts'

export interface LossSettings {
  readonly kind: 'loss'
  readonly probability: number
}

export const lossStage: StageFactory<LossSettings> = ({ probability }, { random }) => {
  requireProbability('loss', 'probability', probability)
  const lost = dropBecause('loss')
  return (_packet, now) => (random.chance(probability) ? lost : now)
}
