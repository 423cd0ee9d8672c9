/** What is handed to a trace beside its words. */

/** What `onProgress` throws rejects the call; nothing waits for a promise that it returns. */
export interface TraceOptions {
  /** Ends it early, the search for a trial among many or a long life: nothing is traced then. */
  readonly signal?: AbortSignal | undefined
  /** Where a trial is looked for among many: called with how many trials have been run, of how many. */
  readonly onProgress?: ((done: number, inAll: number) => void) | undefined
}
