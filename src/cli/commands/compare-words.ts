/** What a comparison is told on the command line, as words. */

import type { CompareWords } from '../../words/compare.ts'
import type { Unread } from '../../words/reading/unread.ts'
import type { LifeTexts } from '../options/life-options.ts'
import { type RunTexts, runWords } from '../options/run-options.ts'

export interface CompareTexts extends RunTexts, LifeTexts {
  readonly profile?: unknown
  readonly strategy?: unknown
  readonly trials?: unknown
  readonly precision?: unknown
  readonly percentiles?: unknown
}

export const compareWords = (texts: CompareTexts): Unread<CompareWords> => ({
  ...runWords(texts),
  servers: texts.server,
  profiles: texts.profile,
  strategies: texts.strategy,
  scenarios: texts.scenario,
  policies: texts.policy,
  messages: texts.messages,
  late: texts.late,
  trials: texts.trials,
  precision: texts.precision,
  percentiles: texts.percentiles,
})
