/**
 * Runs every cell of a run on worker threads and merges what they come to.
 *
 * The calling thread only hands out shares and merges, so that it stays free for progress and
 * for being interrupted. An interrupted run keeps what has been measured: cells then have
 * fewer trials than asked for.
 */
import { Worker } from 'node:worker_threads'
import { CellRecorder, type CellSnapshot, type CellStats } from '../../record/cell-recorder.ts'
import { cellCount, type RunSpec } from '../spec.ts'
import { type Share, sharesOf } from './work.ts'

export interface CompareOptions {
  readonly workers: number
  /** Called with the number of trials done so far, of all cells together. */
  readonly onProgress?: (trialsDone: number) => void
  readonly signal?: AbortSignal
}

export interface Comparison {
  /** In the order of the cells; every cell is there, even if nothing of it was run. */
  readonly cells: readonly CellStats[]
  readonly interrupted: boolean
}

export async function compare(spec: RunSpec, options: CompareOptions): Promise<Comparison> {
  const recorders = Array.from({ length: cellCount(spec) }, () => new CellRecorder())
  const shares = [...sharesOf(spec)]
  let trialsDone = 0
  let next = 0
  const take = (): Share | undefined => {
    if (options.signal?.aborted === true) return undefined
    const share = shares[next]
    next += 1
    return share
  }
  const merge = (share: Share, snapshot: CellSnapshot): void => {
    recorders[share.cell]?.merge(snapshot)
    trialsDone += share.to - share.from
    options.onProgress?.(trialsDone)
  }
  const count = Math.max(1, Math.min(options.workers, shares.length))
  await Promise.all(Array.from({ length: count }, () => employ(spec, take, merge, options.signal)))
  return {
    cells: recorders.map((recorder) => recorder.toStats()),
    interrupted: trialsDone < cellCount(spec) * spec.trials,
  }
}

/** One worker from its first share to its last. */
function employ(
  spec: RunSpec,
  take: () => Share | undefined,
  merge: (share: Share, snapshot: CellSnapshot) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const worker = startWorker(spec)
  return new Promise<void>((resolve, reject) => {
    const interrupt = (): void => resolve()
    signal?.addEventListener('abort', interrupt, { once: true })
    let share = take()
    const proceed = (): void => {
      if (share === undefined) resolve()
      else worker.postMessage(share)
    }
    worker.on('error', reject)
    worker.on('message', (snapshot: CellSnapshot) => {
      if (share !== undefined) merge(share, snapshot)
      share = take()
      proceed()
    })
    proceed()
  }).finally(() => worker.terminate())
}

/** Beside this file, in whichever form this file runs: built, or source through tsx. */
const startWorker = (spec: RunSpec): Worker =>
  import.meta.url.endsWith('.ts')
    ? new Worker(throughTsx(new URL('./worker.ts', import.meta.url)), {
        workerData: spec,
        eval: true,
      })
    : new Worker(new URL('./worker.js', import.meta.url), { workerData: spec })

/** Node 20 gives threads no loaders of their own, so that the thread has to register one. */
const throughTsx = (file: URL): string => `
  import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))})
    .then(({ register }) => register())
    .then(() => import(${JSON.stringify(file.href)}))
`
