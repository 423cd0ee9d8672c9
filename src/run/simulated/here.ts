/**
 * Does the shares of a small run in the calling thread: to start another and to load it would
 * take longer than the run. Between two shares the thread is free, for progress and for being
 * interrupted.
 */
import { setImmediate } from 'node:timers/promises'
import { cellCount, type RunSpec } from '../spec.ts'
import type { WorkOptions } from './pool.ts'
import type { Share, ShareRunner } from './work.ts'

/**
 * In trials. A thread takes 0.4 s to start, in which 2,000 trials are done, or 200 cells are made
 * ready (`npm run bench`: 5,000 to 10,000 trials a second, 1 to 2 ms a cell).
 */
const SMALL = 2000
const CELL_IN_TRIALS = 10
/** A life takes as long as so many. */
const LIFE_IN_TRIALS = 20

export const isSmall = (spec: RunSpec): boolean => {
  const trials = spec.trials * (spec.courses.length === 0 ? 1 : LIFE_IN_TRIALS)
  return cellCount(spec) * (CELL_IN_TRIALS + trials) <= SMALL
}

export async function workHere(
  runner: ShareRunner,
  shares: Iterable<Share>,
  { signal, onDone }: WorkOptions,
): Promise<void> {
  for (const share of shares) {
    await setImmediate()
    if (signal?.aborted === true) return
    onDone(share, runner.run(share))
  }
}
