/** How trials are run, as far as whoever compares may say, and what ends a run that was wrong. */
import { type Replay, ReplayDifference } from '../../run/simulated/replaying.ts'
import type { CompareOptions } from '../terms/compare.ts'
import { RunError } from '../terms/run-error.ts'

export const replayIn = ({ replay }: CompareOptions): Replay =>
  replay === false ? 'never' : 'where-it-pays'

/** @throws {RunError} (as a rejection) instead of a difference. */
export async function withoutDifference<Done>(running: Promise<Done>): Promise<Done> {
  try {
    return await running
  } catch (error) {
    if (!(error instanceof ReplayDifference)) throw error
    throw new RunError('replay-difference', error.message)
  }
}
