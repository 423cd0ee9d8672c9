/** When a command that serves others is over: when it has seen enough, or its user says so. */
import type { Ending } from './exit.ts'

export interface EndOfServing {
  /** Undefined: a good end. */
  readonly promise: Promise<Ending | undefined>
  /** The first one counts. */
  readonly with: (ending: Ending | undefined) => void
}

export function endOfServing(signal: AbortSignal): EndOfServing {
  let resolve: (ending: Ending | undefined) => void = () => {}
  const promise = new Promise<Ending | undefined>((resolved) => {
    resolve = resolved
  })
  const interrupt = (): void => resolve(undefined)
  if (signal.aborted) interrupt()
  signal.addEventListener('abort', interrupt, { once: true })
  return { promise, with: resolve }
}
