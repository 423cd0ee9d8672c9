/** What is handed to a comparison beside its words. */
import type { CellHead } from '../../result/cell.ts'
import type { KeptOutcome } from '../../result/kept-outcomes.ts'
import type { Following } from './measured.ts'

/** What one of these throws rejects the call; nothing waits for a promise that one returns. */
export interface CompareOptions extends Following {
  /**
   * Threads, from 1 to 256; if not said as many as are worth their start, at most one for each processor.
   * Where one is enough it is the calling one, which is free again and again, but for a trial or 50 ms at a
   * time. Changes no result.
   */
  readonly workers?: number | undefined
  /**
   * `false`: every trial in full, however long it takes, instead of over what the cell's conversation
   * has been recorded as. Changes no result.
   */
  readonly replay?: boolean | undefined
  /**
   * Called with what the next trials of a cell came to, every trial once, however many there are:
   * always in the same order. In rounds over the cells, each as long as all before it together: trials
   * 0 to 199 of each cell, then 200 to 399 of each, 400 to 799, and so on; with a precision to be reached, the first round is longer.
   */
  readonly onOutcomes?: ((cell: CellHead, outcomes: readonly KeptOutcome[]) => void) | undefined
}
