/** Round trips, layer by layer: any change is told, more of them or fewer. */
import { LAYERS, type Layer } from '../../result/names.ts'
import type { ResultCell } from '../../result/result.ts'
import type { Subject, Verdict } from '../verdict.ts'
import { untried } from './found.ts'

export type LayerWaits = Readonly<Partial<Record<Layer, number>>>

type Source = 'budget' | 'baseline'

export function judgeCellRoundTrips(
  subject: Subject,
  expected: LayerWaits,
  cell: ResultCell,
  source: Source,
): Verdict {
  const missing = untried(cell)
  return missing === undefined
    ? judgeRoundTrips(subject, expected, cell.waits?.byLayer, source)
    : { subject, expected: expectedText(expected, source), details: [], ...missing }
}

/** `found`: of what most trials waited for; undefined where none completed. */
export function judgeRoundTrips(
  subject: Subject,
  expected: LayerWaits,
  found: LayerWaits | undefined,
  source: Source,
): Verdict {
  const changed = LAYERS.filter((layer) => (found?.[layer] ?? 0) !== (expected[layer] ?? 0))
  const isKept = found !== undefined && changed.length === 0
  return {
    subject,
    kind: isKept ? 'kept' : 'broken',
    expected: expectedText(expected, source),
    found: found === undefined ? 'nothing: no trial completed' : `${totalOf(found)} waits`,
    details:
      found === undefined
        ? []
        : changed.map((layer) => `${layer}: ${expected[layer] ?? 0} → ${found[layer] ?? 0}`),
  }
}

const expectedText = (expected: LayerWaits, source: Source): string =>
  `${totalOf(expected)} waits, layer by layer${source === 'baseline' ? ' as in the baseline' : ''}`

const totalOf = (waits: LayerWaits): number =>
  LAYERS.reduce((sum, layer) => sum + (waits[layer] ?? 0), 0)
