/** A progress bar on standard error, on a terminal only. */
import { Presets, SingleBar } from 'cli-progress'
import type { Output } from './surroundings.ts'

export interface Progress {
  readonly update: (trialsDone: number) => void
  readonly stop: () => void
}

const SILENT: Progress = { update: () => {}, stop: () => {} }

export function progressBar(stderr: Output, trials: number): Progress {
  if (stderr.isTTY !== true) return SILENT
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
  bar.start(trials, 0)
  return { update: (trialsDone) => bar.update(trialsDone), stop: () => bar.stop() }
}
