/** The sheets of a result: round trips, then what its trials were, single attempts or lives, then what is saved. */
import type { Result } from '../result/result.ts'
import { hasLives } from './life-legend.ts'
import { lifeSheets, partsSheets } from './life-sheets.ts'
import { savedSheets } from './saved-sheets.ts'
import { type Detail, latencySheets, roundTripSheet, type Sheet } from './sheet.ts'

/** None where nothing was run. */
export const sheetsOf = (result: Result, detail: Detail, barWidth = 0): readonly Sheet[] =>
  result.cells.length === 0
    ? []
    : [
        roundTripSheet(result),
        ...timeSheets(result, detail, barWidth),
        ...savedSheets(result, detail),
      ]

export const timeSheets = (result: Result, detail: Detail, barWidth = 0): readonly Sheet[] =>
  hasLives(result) ? lifeSheets(result, detail, barWidth) : latencySheets(result, detail, barWidth)

/** Those that have bars, without them: what they leave of a line is for bars. */
export const sheetsOfBars = (result: Result): readonly Sheet[] =>
  hasLives(result) ? partsSheets(result, 0) : latencySheets(result, 'brief')
