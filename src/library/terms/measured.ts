/** What a run comes to, and how it can be followed and ended on its way. */
import type { HlogEntry } from '../../record/hlog.ts'
import type { Result } from '../../result/result.ts'

export interface Measured {
  /** What `-f json` prints. Latencies in milliseconds, sizes in octets. */
  readonly result: Result
  /** Of every cell and milestone, in microseconds; empty where nothing got that far. */
  readonly histograms: readonly HlogEntry[]
}

/** What one of these throws rejects the call; nothing waits for a promise that one returns. */
export interface Following {
  /**
   * Ends the run early. It is then not rejected: the result has the trials that were done, and
   * says that it was interrupted.
   */
  readonly signal?: AbortSignal | undefined
  /** Called at the beginning with 0, and whenever trials are done, of all cells together. */
  readonly onProgress?: ((trialsDone: number, trials: number) => void) | undefined
  /** Whether the result names the git commit when the tool runs from a checkout. Usually so. */
  readonly commit?: boolean | undefined
  /**
   * Whether the result keeps, of the first 100,000 trials of each cell, what each came to: `diff`
   * then holds them against those of another result one by one. Usually not.
   */
  readonly outcomes?: boolean | undefined
}
