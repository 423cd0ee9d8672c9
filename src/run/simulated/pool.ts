/**
 * Worker threads that do the shares of one run, at once or in several stages.
 *
 * Each is told of its next share while it is still at one, so that none ever waits for the
 * calling thread. What comes back is counts; nothing of a share is kept in a worker but what
 * preparing its cell has cost.
 */
import { Worker } from 'node:worker_threads'
import type { CellSnapshot } from '../../record/cell-recorder.ts'
import type { RunSpec } from '../spec.ts'
import { type Replay, ReplayDifference } from './replaying.ts'
import type { Share } from './work.ts'
import type { Employment, ShareOutcome } from './worker.ts'

export interface WorkOptions {
  /** Ends the work early: shares that are not done by then are given up. */
  readonly signal?: AbortSignal | undefined
  readonly onDone: (share: Share, counted: CellSnapshot) => void
}

export class Pool {
  readonly #employment: Employment
  readonly #most: number
  readonly #workers: Worker[] = []
  /** Those that have done all that they were given. */
  readonly #resting: Worker[] = []

  /** `most`: so many are begun where there is work for them. */
  constructor(spec: RunSpec, most: number, replay: Replay = 'where-it-pays') {
    this.#employment = { spec, replay }
    this.#most = most
  }

  /**
   * Hands out the shares in their order; resolves when all are done, or were given up. Rejects with the
   * first error of a worker or of `onDone`. Workers stay for more.
   */
  async work(shares: Iterator<Share>, { signal, onDone }: WorkOptions): Promise<void> {
    let state: 'working' | 'failed' = 'working'
    const take = (): Share | undefined => {
      if (signal?.aborted === true || state === 'failed') return undefined
      const { done, value } = shares.next()
      return done === true ? undefined : value
    }
    const ended = await Promise.allSettled(
      Array.from({ length: this.#most }, async () => {
        const first = take()
        if (first === undefined) return
        const worker = this.#resting.pop() ?? this.#begun()
        try {
          const left = await employ(worker, first, take, onDone, signal)
          if (left === 'resting') this.#resting.push(worker)
        } catch (error) {
          state = 'failed'
          throw error
        }
      }),
    )
    const failed = ended.find((one) => one.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }

  /** For good, whatever they are at. */
  async letGo(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()))
  }

  #begun(): Worker {
    const worker = startWorker(this.#employment)
    // Whoever employs it hears its errors; those behind that, until it is let go, are of no matter.
    worker.on('error', () => {})
    this.#workers.push(worker)
    return worker
  }
}

/** One worker from its first share to its last. `at-work`: the shares that it has are given up. */
async function employ(
  worker: Worker,
  first: Share,
  take: () => Share | undefined,
  onDone: WorkOptions['onDone'],
  signal: AbortSignal | undefined,
): Promise<'resting' | 'at-work'> {
  let forget = (): void => {}
  try {
    return await new Promise((resolve, reject) => {
      /** What it was told to do and has not done, in that order. */
      const given: Share[] = []
      const give = (share: Share | undefined): void => {
        if (share === undefined) return
        given.push(share)
        worker.postMessage(share)
      }
      const interrupt = (): void => resolve('at-work')
      const hear = (outcome: ShareOutcome): void => {
        const share = given.shift()
        try {
          if (outcome.kind === 'differing') throw new ReplayDifference(outcome.message)
          if (share !== undefined) onDone(share, outcome.counted)
        } catch (error) {
          reject(error)
          return
        }
        give(take())
        if (given.length === 0) resolve('resting')
      }
      signal?.addEventListener('abort', interrupt)
      worker.on('error', reject)
      worker.on('message', hear)
      forget = () => {
        signal?.removeEventListener('abort', interrupt)
        worker.off('error', reject)
        worker.off('message', hear)
      }
      give(first)
      // The share ahead, when every worker has its first.
      queueMicrotask(() => give(take()))
    })
  } finally {
    forget()
  }
}

/** Beside this file, in whichever form it runs: built (both in `dist/chunks`), or source through tsx. */
const startWorker = (employment: Employment): Worker =>
  import.meta.url.endsWith('.ts')
    ? new Worker(throughTsx(new URL('./worker.ts', import.meta.url)), {
        workerData: employment,
        eval: true,
      })
    : new Worker(new URL('./worker.js', import.meta.url), { workerData: employment })

/** Node 20 gives threads no loaders of their own, so that the thread has to register one. */
const throughTsx = (file: URL): string => `
  import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))})
    .then(({ register }) => register())
    .then(() => import(${JSON.stringify(file.href)}))
`
