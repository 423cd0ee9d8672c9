/** The histograms of a cell: one for each milestone, and of lives one for each time in them. */
import type { CellStats } from '../../record/cell-recorder.ts'
import type { HlogEntry, LifeTime } from '../../record/hlog.ts'
import { EPISODE_TIMES, type LifeStats, type MessageStats } from '../../record/life-recorder.ts'
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

const lifeHistograms = (
  name: Named,
  { times, episodes, messages: { up, down } }: LifeStats,
): readonly HlogEntry[] => [
  ...EPISODE_TIMES.map((milestone) => {
    const histogram = times[milestone]
    // Who held on to a connection that lived on had nothing to detect.
    return {
      ...name,
      milestone,
      histogram,
      trials: milestone === 'detected' ? histogram.count : episodes,
    }
  }),
  ofMessages(name, 'messageUp', up),
  ofMessages(name, 'messageDown', down),
]

const ofMessages = (
  name: Named,
  milestone: LifeTime,
  { fates, delays }: MessageStats,
): HlogEntry => ({
  ...name,
  milestone,
  histogram: delays,
  trials: [...fates.values()].reduce((sum, count) => sum + count, 0),
})
