/** What a budget is held against, or relatively to. */
import type { ResultCell } from '../../result/result.ts'

export interface Measured {
  readonly cell: ResultCell
  /** How long an attempt was given, or an episode. */
  readonly timeoutMs: number
}
