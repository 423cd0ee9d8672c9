/** How much there is to do in a run, how many threads that is worth, and when the calling one is enough. */
import { cellCount, type RunSpec } from '../spec.ts'

/** What one cell takes to be made ready, in trials (`npm run bench`: 1 to 2 ms). */
const CELL_IN_TRIALS = 10
/** A life takes as long as so many. */
const LIFE_IN_TRIALS = 20

/**
 * A thread takes 0.4 s to start, and has to compile all over again what a trial runs through: in that
 * time the calling thread does so many trials.
 */
const SMALL = 2_000
/**
 * For so many one more thread is worth its start and its compiling, which keep a processor busy for two to
 * three seconds: over recordings, and in full, as lives are led.
 */
const TRIALS_A_THREAD = { recorded: 25_000, full: 8_000 } as const

/** In trials. */
function sizeOf(spec: RunSpec): number {
  const trials = spec.trials * (spec.courses.length === 0 ? 1 : LIFE_IN_TRIALS)
  return cellCount(spec) * (CELL_IN_TRIALS + trials)
}

/**
 * Whether the calling thread does the work itself: where there is little, and where one other would have it all
 * and only be started for it.
 */
export const staysHere = (spec: RunSpec, workers: number): boolean =>
  workers === 1 || sizeOf(spec) <= SMALL

/** At most `processors`; of one of so many parts of the run. */
export function threadsWorth(spec: RunSpec, processors: number, parts = 1): number {
  const trials = TRIALS_A_THREAD[spec.courses.length === 0 ? 'recorded' : 'full']
  return Math.min(processors, Math.max(1, Math.ceil(sizeOf(spec) / parts / trials)))
}
