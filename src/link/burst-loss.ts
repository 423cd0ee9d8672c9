/**
 * Loss in bursts: the two-state Markov chain of Gilbert and Elliott, with the parameters of
 * netem's `gemodel` (p: good to bad, r: bad to good, and the probability of loss in each).
 *
 * A packet meets the state as it is, then the state moves on. The first state is drawn from
 * the stationary distribution, P(bad) = p / (p + r), so that the first packet of a connection
 * is as likely to be lost as any other.
 *
 * Leaves out time: the state advances with packets only, as in netem. A sender that backs off
 * therefore prolongs a bad state, which real radios do not do; `outage` is the honest model of
 * a link that is gone for a while.
 */
import { requireProbability } from './requirements.ts'
import type { StageFactory } from './stage.ts'
import { dropBecause } from './stage.ts'

export interface BurstLossSettings {
  readonly kind: 'burst-loss'
  /** From good to bad, and back, after each packet. */
  readonly p: number
  readonly r: number
  readonly lossBad: number
  readonly lossGood: number
}

export const burstLossStage: StageFactory<BurstLossSettings> = (settings, { random }) => {
  const { p, r, lossBad, lossGood } = settings
  requireProbability('burst-loss', 'p', p)
  requireProbability('burst-loss', 'r', r)
  requireProbability('burst-loss', 'lossBad', lossBad)
  requireProbability('burst-loss', 'lossGood', lossGood)
  const lost = dropBecause('burst-loss')
  // p = r = 0 never leaves its state; the good one, as in netem.
  let state: 'good' | 'bad' = random.chance(p === 0 ? 0 : p / (p + r)) ? 'bad' : 'good'
  return (_packet, now) => {
    // Two draws, whatever the state, so that the luck of later packets does not depend on it.
    const lossDraw = random.unit()
    const moveDraw = random.unit()
    const isLost = lossDraw < (state === 'bad' ? lossBad : lossGood)
    if (moveDraw < (state === 'bad' ? r : p)) state = state === 'bad' ? 'good' : 'bad'
    return isLost ? lost : now
  }
}
