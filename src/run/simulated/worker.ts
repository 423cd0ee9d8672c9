/** A worker thread: is told the run once, then does one share at a time. */
import { parentPort, workerData } from 'node:worker_threads'
import type { RunSpec } from '../spec.ts'
import { type Share, ShareRunner } from './work.ts'

const runner = new ShareRunner(workerData as RunSpec)

parentPort?.on('message', (share: Share) => {
  parentPort?.postMessage(runner.run(share))
})
