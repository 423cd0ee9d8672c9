/**
 * Does the shares of a run in the calling thread, where to start another and to load it would only
 * take longer. Between two shares the thread is free, for progress and for being interrupted.
 */
import { setImmediate } from 'node:timers/promises'
import type { WorkOptions } from './pool.ts'
import type { Share, ShareRunner } from './work.ts'

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
