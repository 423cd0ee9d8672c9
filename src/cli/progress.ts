/** A progress bar on standard error, on a terminal only. */
import { Presets, SingleBar } from 'cli-progress'

export interface Progress {
  readonly update: (trialsDone: number) => void
  readonly stop: () => void
}

const SILENT: Progress = { update: () => {}, stop: () => {} }

export function progressBar(trials: number): Progress {
  if (!process.stderr.isTTY) return SILENT
  const bar = new SingleBar(
    {
      format: ' {bar} {percentage}% | {value}/{total} trials | {eta_formatted} left',
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
      gracefulExit: false,
    },
    Presets.shades_classic,
  )
  bar.start(trials, 0)
  return { update: (trialsDone) => bar.update(trialsDone), stop: () => bar.stop() }
}
