/** An analysis for machines: one JSON document, the shape of `Analysis` itself. */
import type { Analysis } from '../../capture/analysis/analysed.ts'
import { escapedJson } from '../../foreign-text.ts'

/** Grows with each change that a reader would have to know of. */
export const ANALYSIS_SCHEMA = 1

export const analysisJson = (analysis: Analysis): string =>
  `${escapedJson(JSON.stringify({ schema: ANALYSIS_SCHEMA, ...analysis }, null, 2))}\n`
