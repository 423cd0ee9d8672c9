/** What a file of budgets has come to. */
import type { Unlike } from '../result/difference/comparable.ts'
import type { BudgetPart } from './judge/passed-over.ts'
import type { Verdict } from './verdict.ts'

export interface Checked {
  /** In the order of the file. */
  readonly verdicts: readonly Verdict[]
  /** What the file says and nothing was handed in to hold it against. */
  readonly passedOver: readonly BudgetPart[]
  /** What is not the same of the baseline and of what is held against it. */
  readonly unlike: readonly Unlike[]
  /** The run was ended early, and what there is was judged. */
  readonly interrupted: boolean
}
