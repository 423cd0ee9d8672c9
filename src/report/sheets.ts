/** The sheets of a result: round trips, and then what its trials were, single attempts or lives. */
import type { Result } from '../result/result.ts'
import { hasLives } from './life-legend.ts'
import { lifeSheets, partsSheets } from './life-sheets.ts'
import { type Detail, latencySheets, type Sheet } from './sheet.ts'

export const timeSheets = (result: Result, detail: Detail, barWidth = 0): readonly Sheet[] =>
  hasLives(result) ? lifeSheets(result, detail, barWidth) : latencySheets(result, detail, barWidth)

/** Those that have bars, without them: what they leave of a line is for bars. */
export const sheetsOfBars = (result: Result): readonly Sheet[] =>
  hasLives(result) ? partsSheets(result, 0) : latencySheets(result, 'brief')
