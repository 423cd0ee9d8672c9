/**
 * Drops what comes too often: the limit that operators set for heavy users. A packet for each
 * `interval` on average, and at most `burst` at a time; nothing is delayed. Leaves out sizes.
 */
import { requirePositive } from '../../src/link/requirements.ts'
import type { StageFactory } from '../../src/link/stage.ts'
import { dropBecause } from '../../src/link/stage.ts'
import { between, type Duration, later, plus } from '../../src/units.ts'

export interface PolicerSettings {
  readonly kind: 'policer'
  readonly interval: Duration
  /** Packets. */
  readonly burst: number
}

export const policerStage: StageFactory<PolicerSettings> = ({ interval, burst }, { origin }) => {
  requirePositive('policer', 'interval', interval)
  requirePositive('policer', 'burst', burst)
  const policed = dropBecause('policed')
  /** When one packet at a time, each an interval after the other, would be through. */
  let throughAt = origin
  return (_packet, now) => {
    const from = later(throughAt, now)
    if (between(now, from) > (burst - 1) * interval) return policed
    throughAt = plus(from, interval)
    return now
  }
}
