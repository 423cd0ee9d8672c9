/** Which of a cell's times plots are about, and whether it has any. */
import type { ResultLatency } from '../../result/result.ts'
import type { PlacedCell } from './series.ts'

/** Until ready, or of a life from the network's return until recovered. */
export const latencyOf = ({ cell }: PlacedCell): ResultLatency | undefined =>
  cell.episodes === undefined ? cell.milestones.ready : cell.episodes.times.recovered

/** Why there is nothing to time; undefined where it was tried, and took or would have taken some time. */
export function untimed({ cell }: PlacedCell): string | undefined {
  if (cell.trials === 0) return 'not run'
  return cell.episodes?.count === 0 ? 'no episodes' : undefined
}
