/** The histograms of a cell: one for each milestone, and of lives one for each time in them. */
import type { CellStats } from '../../record/cell-recorder.ts'
import type { HlogEntry, LifeTime } from '../../record/hlog.ts'
import {
  EPISODE_TIMES,
  type LifeStats,
  type MessageStats,
  populationOf,
  sentOf,
} from '../../record/life-recorder.ts'
import { isOnEveryWay, MILESTONES } from '../../transport.ts'

type Named = Pick<HlogEntry, 'strategy' | 'profile' | 'server' | 'scenario' | 'policy'>

export const histogramsOf = (name: Named, stats: CellStats): readonly HlogEntry[] => [
  ...MILESTONES.filter(
    (milestone) => isOnEveryWay(milestone) || stats.milestones[milestone].count > 0,
  ).map((milestone) => ({
    ...name,
    milestone,
    histogram: stats.milestones[milestone],
    trials: stats.trials,
  })),
  ...(stats.life === undefined ? [] : lifeHistograms(name, stats.life)),
]

const lifeHistograms = (name: Named, life: LifeStats): readonly HlogEntry[] => [
  ...EPISODE_TIMES.map((milestone) => ({
    ...name,
    milestone,
    histogram: life.times[milestone],
    trials: populationOf(life, milestone),
  })),
  ofMessages(name, 'messageUp', life.messages.up),
  ofMessages(name, 'messageDown', life.messages.down),
]

const ofMessages = (name: Named, milestone: LifeTime, stats: MessageStats): HlogEntry => ({
  ...name,
  milestone,
  histogram: stats.delays,
  trials: sentOf(stats),
})
