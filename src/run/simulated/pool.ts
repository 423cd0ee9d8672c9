/**
 * Worker threads that do the shares of one run.
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
  readonly replay?: Replay | undefined
  readonly onDone: (share: Share, counted: CellSnapshot) => void
}

/**
 * Hands out the shares in their order; resolves when all are done, or were given up. Rejects, with all
 * workers ended, with the first error of a worker or of `onDone`.
 */
export async function workOff(
  spec: RunSpec,
  shares: Iterator<Share>,
  { workers, signal, replay = 'where-it-pays', onDone }: WorkOptions & { readonly workers: number },
): Promise<void> {
  let state: 'working' | 'failed' = 'working'
  const take = (): Share | undefined => {
    if (signal?.aborted === true || state === 'failed') return undefined
    const { done, value } = shares.next()
    return done === true ? undefined : value
  }
  const ended = await Promise.allSettled(
    Array.from({ length: workers }, async () => {
      const first = take()
      if (first === undefined) return
      try {
        await employ({ spec, replay }, first, take, onDone, signal)
      } catch (error) {
        state = 'failed'
        throw error
      }
    }),
  )
  const failed = ended.find((one) => one.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

/** One worker from its first share to its last. */
async function employ(
  employment: Employment,
  first: Share,
  take: () => Share | undefined,
  onDone: WorkOptions['onDone'],
  signal: AbortSignal | undefined,
): Promise<void> {
  const worker = startWorker(employment)
  let interrupt = (): void => {}
  try {
    await new Promise<void>((resolve, reject) => {
      interrupt = resolve
      signal?.addEventListener('abort', interrupt)
      /** What it was told to do and has not done, in that order. */
      const given: Share[] = []
      const give = (share: Share | undefined): void => {
        if (share === undefined) return
        given.push(share)
        worker.postMessage(share)
      }
      worker.on('error', reject)
      worker.on('message', (outcome: ShareOutcome) => {
        const share = given.shift()
        try {
          if (outcome.kind === 'differing') throw new ReplayDifference(outcome.message)
          if (share !== undefined) onDone(share, outcome.counted)
        } catch (error) {
          reject(error)
          return
        }
        give(take())
        if (given.length === 0) resolve()
      })
      give(first)
      // By now every worker has its first; this is the share ahead.
      worker.once('online', () => give(take()))
    })
  } finally {
    signal?.removeEventListener('abort', interrupt)
    await worker.terminate()
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
