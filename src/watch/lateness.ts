/** How late packets and timers of a run in real time were. */
export interface Lateness {
  /** Tasks that were to run at a time. */
  readonly tasks: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  readonly max: number
  /** Whether the machine was too busy to be believed: one packet in a hundred was later than 5 ms. */
  readonly tooBusy: boolean
}
