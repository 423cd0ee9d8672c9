/**
 * Does the shares of a run in the calling thread, where to start another and to load it would only
 * take longer. Now and then the thread is free, for progress and for being interrupted: what has been
 * done of a share by then counts, a life that is not over does not.
 */
import { setImmediate } from 'node:timers/promises'
import type { WorkOptions } from './pool.ts'
import type { Share, ShareRunner } from './work.ts'

/** For so long at a time, and a trial, which takes less than a millisecond, or a slice of a life. */
const TURN_MS = 50

export async function workHere(
  runner: Pick<ShareRunner, 'begin'>,
  shares: Iterable<Share>,
  { signal, onDone }: WorkOptions,
): Promise<void> {
  for (const share of shares) {
    const work = runner.begin(share)
    let turnEnds = 0
    while (!work.isDone) {
      if (performance.now() >= turnEnds) {
        await setImmediate()
        if (signal?.aborted === true) {
          if (work.done.to > share.from) onDone(work.done, work.counted)
          return
        }
        turnEnds = performance.now() + TURN_MS
      }
      work.step()
    }
    onDone(share, work.counted)
  }
}
