/** What a row of figures does not say of its cell: fallbacks and failures, in words. */
import { printable } from '../foreign-text.ts'
import { FALLBACKS, type FailureCode } from '../result/names.ts'
import { fallbacksOf, trialsFailed, waitsIn } from '../result/outcomes.ts'
import type { Result, ResultCell } from '../result/result.ts'
import { hasSeveralServers } from '../result/servers.ts'
import { range } from './figures.ts'

/** A line each. */
export const remarks = (result: Result, cell: ResultCell): readonly string[] => [
  ...fallbackRemarks(result, cell),
  ...failureRemark(result, cell),
]

/** `fast-resume-direct: 3 of 5 ready by fallback (FAST refused), waits 6`. */
const fallbackRemarks = (result: Result, cell: ResultCell): readonly string[] =>
  fallbacksOf(cell).map(({ fallback, trials, waits }) => {
    const counted = range(waitsIn(waits).map(({ total }) => total))
    const ready = `${trials} of ${cell.trials} ready by fallback (${FALLBACKS[fallback]})`
    return `${cellName(result, cell)}: ${ready}, waits ${counted}`
  })

const cellName = (result: Result, { strategy, server }: ResultCell): string =>
  printable(strategy) + (hasSeveralServers(result) ? ` at ${printable(server ?? '')}` : '')

function failureRemark(result: Result, cell: ResultCell): readonly string[] {
  const causes = Object.entries(cell.failures).map(([code, count]) => {
    const detail = cell.explanations?.[code as FailureCode]
    // Who was given up was given up; anything else deserves a word.
    return code === 'timeout' || detail === undefined
      ? `${code} ${count}`
      : `${code} ${count}: ${printable(detail)}`
  })
  if (causes.length === 0) return []
  const failed = `${trialsFailed(cell)} of ${cell.trials} failed`
  return [`${cellName(result, cell)}: ${failed} (${causes.join(', ')})`]
}
