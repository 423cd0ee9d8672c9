/** A cell of a result, held against what is expected of it. */
import { failedShare } from '../../result/difference/failed-change.ts'
import { wilson } from '../../result/difference/share-change.ts'
import { type Given, intervalOf, timeOf } from '../../result/difference/time-change.ts'
import { LOSSES } from '../../result/names.ts'
import { trialsByFallback } from '../../result/outcomes.ts'
import { type Percentage, percentileOf } from '../../result/percentages.ts'
import type { ResultCell } from '../../result/result.ts'
import type { Expectation, Operator, ShareName } from '../expectation.ts'
import type { Subject, Verdict } from '../verdict.ts'
import { bytesRange, type Found, msText, untried, varying, verdictOf, waitsRange } from './found.ts'
import { heldAgainst, type Range } from './held-against.ts'
import { named } from './numbers.ts'
import { heldRelatively } from './relative.ts'

export interface CellCase extends Given {
  readonly subject: Subject
  /** What a relative limit names; undefined: there is nothing. */
  readonly reference: (to: string) => Given | undefined
}

/** Undefined where there is nothing to hold it against. */
export function judgeCell(one: CellCase, expectation: Expectation): Verdict | undefined {
  const { limit, figure } = expectation
  const reference = limit.kind === 'relative' ? one.reference(limit.to) : undefined
  if (limit.kind === 'relative' && reference === undefined) return undefined
  const found = untried(one.cell, reference?.cell) ?? held(one, expectation, reference)
  const details = figure.kind === 'waits' ? layerLines(one.cell) : []
  return verdictOf(one.subject, expectation, named(figure), { ...found, details })
}

const held = (one: CellCase, expectation: Expectation, reference: Given | undefined): Found =>
  reference === undefined ? judged(one, expectation) : heldRelatively(one, expectation, reference)

function judged(one: CellCase, { figure, operator, limit }: Expectation): Found {
  const value = limit.kind === 'number' ? limit.value : 0
  switch (figure.kind) {
    case 'waits':
      return varying(waitsRange(one.cell, figure), operator, value, '')
    case 'bytes':
      return varying(bytesRange(one.cell, figure), operator, value, ' B')
    case 'time': {
      const range = timeRange(one, figure.percentile)
      const kind = heldAgainst(range, operator, value, 'uncertain')
      const latency = timeOf(one.cell)
      const at = latency && percentileOf(latency, figure.percentile).value
      const found = timeText(at ?? undefined, one.timeoutMs, range)
      return { kind, found, numbers: { value: at ?? undefined, range, limit: value } }
    }
    case 'share':
      return share(one.cell, figure.of, operator, value)
  }
}

/** Among attempts that never came it is longer than they had. */
function timeRange(one: CellCase, percentile: Percentage): Range {
  const [low, high] = intervalOf(one, percentile)
  const most = typeof high === 'number' ? high : Number.POSITIVE_INFINITY
  if (low === null) return { low: 0, high: most }
  return typeof low === 'number'
    ? { low, high: most }
    : { low: low.beyondMs, high: most, isAboveLow: true }
}

function timeText(
  value: number | undefined,
  timeoutMs: number,
  { low, high, isAboveLow }: Range,
): string {
  const ms = msText
  const found = value === undefined ? `> ${timeoutMs / 1000} s` : `${ms(value)} ms`
  if (isAboveLow) return found
  if (low === 0 && high === Number.POSITIVE_INFINITY) return `${found} (too few trials to be sure)`
  if (high === Number.POSITIVE_INFINITY) return `${found} (at least ${ms(low)})`
  return low === high ? found : `${found} (${ms(low)} to ${ms(high)})`
}

function share(cell: ResultCell, of: ShareName, operator: Operator, limit: number): Found {
  const counted = countedShare(cell, of)
  if (counted === undefined || counted.whole === 0) {
    return { kind: 'broken', found: `nothing of which any could be ${of}` }
  }
  const { part, whole } = counted
  const found = `${Math.round((1e5 * part) / whole) / 1e3} % (${part} of ${whole})`
  // None and all are told by counting; any other share is one of a sample.
  const isAbsolute = limit === 0 || limit === 1 || operator === '='
  const [low, high] = isAbsolute ? [part / whole, part / whole] : wilson(counted).ci95
  const range = { low: low ?? 0, high: high ?? 1 }
  const kind = heldAgainst(range, operator, limit, 'uncertain')
  return { kind, found, numbers: { value: part / whole, range, limit } }
}

function countedShare(cell: ResultCell, of: ShareName) {
  const failed = failedShare(cell)
  switch (of) {
    case 'failed':
      return failed
    case 'recovered':
      return failed && { part: failed.whole - failed.part, whole: failed.whole }
    case 'survived':
    case 'resumed':
    case 'bound':
      return cell.episodes && { part: cell.episodes.manners[of], whole: cell.episodes.count }
    case 'fallback':
      return { part: Math.min(trialsByFallback(cell), cell.trials), whole: cell.trials }
    case 'lost':
    case 'twice': {
      const { messages } = cell
      if (messages === undefined) return undefined
      const both = [messages.up, messages.down]
      const whole = both.reduce((sum, { sent }) => sum + sent, 0)
      const part = both.reduce(
        (sum, { lost, twice }) =>
          sum + (of === 'twice' ? twice : LOSSES.reduce((all, loss) => all + (lost[loss] ?? 0), 0)),
        0,
      )
      return { part: Math.min(part, whole), whole }
    }
  }
}

const layerLines = ({ waits }: ResultCell): readonly string[] =>
  waits === null
    ? []
    : [
        `found ${Object.entries(waits.byLayer)
          .map(([layer, count]) => `${layer} ${count}`)
          .join(', ')}`,
      ]
