/** What an episode of a scenario costs, beside single attempts that are as many. */
import { compare } from '../../src/run/simulated/compare.ts'
import { ShareRunner } from '../../src/run/simulated/work.ts'
import type { RunSpec } from '../../src/run/spec.ts'
import { readCompare } from '../../src/words/reading/compare.ts'
import { LINK, type Load, specOf } from './load.ts'
import { interleaved, medianRatio } from './rounds.ts'
import { secondsOf } from './speed.ts'

export const SCENARIO = 'tunnel'
/** By path, in the project's folder: what is built for the bench has no data beside it. */
const COURSE = {
  scenarios: [`./profiles/scenarios/${SCENARIO}.json`],
  policies: ['./profiles/policies/modern.json'],
}
const LIVES = 200

export interface EpisodeCost {
  /** Of a whole life with its one episode, the best of the rounds. */
  readonly microseconds: number
  /** Attempts of a life, the first one and those of its episode, in vain or not. */
  readonly attempts: number
  /** The time of a life over that of as many single attempts. */
  readonly ratio: number
}

export async function episodeCost(load: Load, rounds: number): Promise<EpisodeCost> {
  const spec = readCompare({ ...LINK, strategies: [load.strategy], ...COURSE, trials: LIVES }).spec
  const [cell] = (await compare(spec, { workers: 1 })).cells
  const attempts = 1 + (cell?.life?.sums.attempts ?? 0) / LIVES
  const [lives = [], plain = []] = await interleaved(rounds, [
    timed(spec, LIVES),
    timed(specOf(load, 1), Math.round(LIVES * attempts)),
  ])
  return {
    microseconds: (Math.min(...lives) / LIVES) * 1e6,
    attempts,
    ratio: medianRatio(lives, plain),
  }
}

/** Seconds for so many trials, of a runner whose code is compiled by now. */
function timed(spec: RunSpec, trials: number): () => number {
  const runner = new ShareRunner(spec)
  let from = 0
  const next = (): void => {
    runner.run({ cell: 0, from, to: from + trials })
    from += trials
  }
  next()
  return () => secondsOf(next)
}
