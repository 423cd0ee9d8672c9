/** The histograms of a cell, one for each milestone. */
import type { CellStats } from '../../record/cell-recorder.ts'
import type { HlogEntry } from '../../record/hlog.ts'
import { isOnEveryWay, MILESTONES } from '../../transport.ts'

export const histogramsOf = (
  name: Pick<HlogEntry, 'strategy' | 'profile' | 'server'>,
  stats: CellStats,
): readonly HlogEntry[] =>
  MILESTONES.filter(
    (milestone) => isOnEveryWay(milestone) || stats.milestones[milestone].count > 0,
  ).map((milestone) => ({
    ...name,
    milestone,
    histogram: stats.milestones[milestone],
    trials: stats.trials,
  }))
