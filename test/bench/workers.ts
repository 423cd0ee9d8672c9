/**
 * What two worker threads cost beside two processes that know nothing of each other and do half
 * the work each: handing out shares, sending counts and merging them, and whatever threads of one
 * process share. Both times include starting up.
 */
import { fork } from 'node:child_process'
import { compare } from '../../src/run/simulated/compare.ts'
import { LEGACY, specOf } from './load.ts'
import { interleaved, median, medianRatio } from './rounds.ts'

const THREADS = 2

export interface Scaling {
  /** Trials a second, median of the rounds. */
  readonly workers: number
  readonly processes: number
  /** Of the rates in the same round. */
  readonly ratio: number
}

export async function scalingOf(trials: number, rounds: number): Promise<Scaling> {
  const rate = async (work: () => Promise<unknown>): Promise<number> => {
    const began = process.hrtime.bigint()
    await work()
    return trials / (Number(process.hrtime.bigint() - began) / 1e9)
  }
  const [workers = [], processes = []] = await interleaved(rounds, [
    () => rate(() => compare(specOf(LEGACY, trials), { workers: THREADS })),
    () => rate(() => Promise.all(halves(trials).map(([from, to]) => inProcess(from, to)))),
  ])
  return {
    workers: median(workers),
    processes: median(processes),
    ratio: medianRatio(workers, processes),
  }
}

const halves = (trials: number): readonly (readonly [number, number])[] => {
  const half = Math.floor(trials / THREADS)
  return [
    [0, half],
    [half, trials],
  ]
}

/** `half.ts`, built or not as this file is. */
const HALF = new URL(import.meta.url.endsWith('.ts') ? 'half.ts' : 'half.js', import.meta.url)

function inProcess(from: number, to: number): Promise<void> {
  return new Promise((resolve, reject) => {
    fork(HALF, [String(from), String(to)])
      .on('error', reject)
      .on('exit', (code) => {
        if (code === 0) resolve()
        else reject(new Error(`${HALF.pathname} ended with ${code}`))
      })
  })
}
