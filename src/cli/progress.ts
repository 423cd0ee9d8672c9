/** A progress bar on standard error, on a terminal only. */
import { Presets, SingleBar, type TimeFormatter } from 'cli-progress'
import type { Output } from './surroundings.ts'

type OnProgress = (done: number, inAll: number) => void

/** Cells differ in speed: what is left is reckoned from all of them, as far as that goes. */
const SHARES_REMEMBERED = 1_000

/** Nothing is known before the first share is done. */
const remaining: TimeFormatter = (seconds) => {
  if (!(seconds > 0)) return '…'
  if (seconds < 90) return `${seconds} s`
  return seconds < 5_400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`
}

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
      etaBuffer: SHARES_REMEMBERED,
      formatTime: remaining,
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
