/** What a check is told. */
import type { Result } from '../../result/result.ts'
import type { CompareOptions } from './compare.ts'

export interface CheckWords {
  /** Path of a file of budgets; `xmpp-rtt.budgets.json` if not said. */
  readonly budgets?: string | undefined
  /** A result to judge, or the file or folder that it was written to, instead of a run. */
  readonly result?: Result | string | undefined
  /** An earlier result to hold round trips and relative limits against; else the file's own. */
  readonly baseline?: Result | string | undefined
  /** Path of what `serve -f json` or `proxy -f json` has printed: what clients did is judged instead of a run. */
  readonly served?: string | undefined
  /** Path of what `analyze -f json` has printed: its connections are judged instead of a run. */
  readonly analyzed?: string | undefined
}

/**
 * As of a comparison, or of several, one after another: budgets of another profile, server, scenario or
 * policy are another. Where nothing is run, because there is something to judge, they do nothing.
 */
export type CheckOptions = Omit<CompareOptions, 'outcomes'>
