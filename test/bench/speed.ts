/** How many trials a second one thread runs: the best of many rounds, and the median. */
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { type Replay, ReplayingRunner } from '../../src/run/simulated/replaying.ts'
import type { RunSpec } from '../../src/run/spec.ts'
import { type Load, specOf } from './load.ts'
import { interleaved, median } from './rounds.ts'

/** A round is short, so that one of many is left alone by whatever else the machine does. */
const ROUNDS_A_SECOND = 5
/** Behind so many the code is compiled. */
export const WARM_UP_TRIALS = 3000

export interface Speed {
  /** Trials a second in the best round: nothing else was on the machine then. */
  readonly best: number
  readonly median: number
}

export async function speedOf(load: Load, rounds: number): Promise<Speed> {
  const run = warmedUp(specOf(load, 1), load.replay)
  const trials = load.trials / ROUNDS_A_SECOND
  const [perSecond = []] = await interleaved(rounds, [() => trials / secondsOf(() => run(trials))])
  return { best: Math.max(...perSecond), median: median(perSecond) }
}

/** Runs the next so many trials of the only cell of a run, whose code is compiled by now. */
export function warmedUp(spec: RunSpec, replay: Replay = 'never'): (trials: number) => void {
  const cell = prepareCell(spec, 0)
  const runner = new ReplayingRunner(replay)
  let trial = 0
  const run = (trials: number): void => {
    for (const end = trial + trials; trial < end; trial += 1) runner.run(cell, trial)
  }
  run(WARM_UP_TRIALS)
  return run
}

/** Of the clock on the wall. */
export function secondsOf(work: () => void): number {
  const began = process.hrtime.bigint()
  work()
  return Number(process.hrtime.bigint() - began) / 1e9
}
