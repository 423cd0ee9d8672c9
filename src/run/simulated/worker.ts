/** A worker thread: is told the run once, then does one share at a time. */
import { parentPort, workerData } from 'node:worker_threads'
import type { CellSnapshot } from '../../record/cell-recorder.ts'
import type { RunSpec } from '../spec.ts'
import { type Replay, ReplayDifference } from './replaying.ts'
import { type Share, ShareRunner } from './work.ts'

export interface Employment {
  readonly spec: RunSpec
  readonly replay: Replay
}

/** What comes back of a share: counts, or what must not be. */
export type ShareOutcome =
  | { readonly kind: 'counted'; readonly counted: CellSnapshot }
  | { readonly kind: 'differing'; readonly message: string }

const { spec, replay } = workerData as Employment
const runner = new ShareRunner(spec, replay)

const outcomeOf = (share: Share): ShareOutcome => {
  try {
    return { kind: 'counted', counted: runner.run(share) }
  } catch (error) {
    if (!(error instanceof ReplayDifference)) throw error
    return { kind: 'differing', message: error.message }
  }
}

parentPort?.on('message', (share: Share) => {
  parentPort?.postMessage(outcomeOf(share))
})
