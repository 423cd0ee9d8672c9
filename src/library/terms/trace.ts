/** What is handed to a trace beside its words: of use where a trial is looked for among many. */
export interface TraceOptions {
  readonly signal?: AbortSignal | undefined
  /** Called with how many trials have been run, of how many. */
  readonly onProgress?: ((done: number, inAll: number) => void) | undefined
}
