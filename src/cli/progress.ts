/** A progress bar on standard error, on a terminal that can draw it. */
import { Presets, SingleBar } from 'cli-progress'
import { isAble, type Surroundings } from './surroundings.ts'
import { TimeLeft } from './time-left.ts'

type OnProgress = (done: number, inAll: number) => void

/** Nothing is known before the first share is done. */
function timeText(seconds: number | undefined): string {
  if (seconds === undefined) return '…'
  if (seconds < 90) return `${seconds} s`
  return seconds < 5_400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`
}

/** Shows how far a task has come, for as long as it runs. */
export async function progressOn<Value>(
  { stderr, env }: Surroundings,
  task: (onProgress: OnProgress) => Promise<Value>,
  what: 'trials' | 'clients' = 'trials',
): Promise<Value> {
  if (!isAble(stderr, env)) return await task(() => {})
  const bar = new SingleBar(
    {
      format: ` {bar} {percentage}% | {value}/{total} ${what} | {left} left`,
      stream: stderr,
      clearOnComplete: true,
      hideCursor: true,
      gracefulExit: false,
    },
    Presets.shades_classic,
  )
  const timeLeft = new TimeLeft()
  try {
    return await task((done, inAll) => {
      const left = timeText(timeLeft.after(done, inAll, Date.now()))
      if (done === 0) bar.start(inAll, 0, { left })
      else {
        // A run that finds out how many trials are enough learns of more on its way.
        bar.setTotal(inAll)
        bar.update(done, { left })
      }
    })
  } finally {
    if (bar.isActive) bar.stop()
  }
}
