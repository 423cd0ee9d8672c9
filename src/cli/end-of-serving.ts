/** When a command that serves others is over: when it has seen enough, or its user says so. */
import type { Ending } from './exit.ts'

export interface EndOfServing {
  readonly promise: Promise<void>
  /** The first complaint counts, also of what is reported while it ends; undefined: a good end. */
  readonly with: (complaint: Ending | undefined) => void
  readonly complaint: () => Ending | undefined
  /** What is reported from now on has been ended by us. */
  readonly hasCome: () => boolean
}

export function endOfServing(signal: AbortSignal): EndOfServing {
  let resolve: () => void = () => {}
  let complaint: Ending | undefined
  let hasCome = false
  const promise = new Promise<void>((resolved) => {
    resolve = () => {
      hasCome = true
      resolved()
    }
  })
  if (signal.aborted) resolve()
  signal.addEventListener('abort', () => resolve(), { once: true })
  return {
    promise,
    with: (ending) => {
      complaint ??= ending
      resolve()
    },
    complaint: () => complaint,
    hasCome: () => hasCome,
  }
}
