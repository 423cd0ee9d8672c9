/** A progress bar on standard error, on a terminal only. */
import { Presets, SingleBar } from 'cli-progress'
import type { Output } from './surroundings.ts'

type OnProgress = (done: number, inAll: number) => void

/** Shows how far a task has come, for as long as it runs. */
export async function progressOn<Value>(
  stderr: Output,
  task: (onProgress: OnProgress) => Promise<Value>,
): Promise<Value> {
  if (stderr.isTTY !== true) return await task(() => {})
  const bar = new SingleBar(
    {
      format: ' {bar} {percentage}% | {value}/{total} trials | {eta_formatted} left',
      stream: stderr,
      clearOnComplete: true,
      hideCursor: true,
      gracefulExit: false,
    },
    Presets.shades_classic,
  )
  try {
    return await task((done, inAll) => {
      if (done === 0) bar.start(inAll, 0)
      else bar.update(done)
    })
  } finally {
    if (bar.isActive) bar.stop()
  }
}
