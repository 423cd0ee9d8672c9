/** What is handed to a storm beside its words. */

/** What `onProgress` throws rejects the call; nothing waits for a promise that it returns. */
export interface StormOptions {
  /** Ends it early: it is not rejected, and the result says that it was interrupted. */
  readonly signal?: AbortSignal | undefined
  /** Called at the beginning with 0, and as clients come back or give up for good. */
  readonly onProgress?: ((settled: number, clients: number) => void) | undefined
  /** `false`: every attempt is held in full, which takes longer and comes to the same. */
  readonly replay?: boolean | undefined
  /** Whether the result names the git commit when the tool runs from a checkout. Usually so. */
  readonly commit?: boolean | undefined
}
