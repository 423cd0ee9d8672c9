/** Figures of a cell that are known as they are: round trips and octets; and how a finding is told. */
import { waitsIn } from '../../result/outcomes.ts'
import type { ResultCell } from '../../result/result.ts'
import type { Figure, Operator } from '../expectation.ts'
import type { Subject, Verdict } from '../verdict.ts'
import { heldAgainst, type Range } from './held-against.ts'
import { type FoundNumbers, type NamedFigure, verdictNumbers } from './numbers.ts'

export type Found = Pick<Verdict, 'kind' | 'found'> & { readonly numbers?: FoundNumbers }

/** With what there is to say besides. */
export type Finding = Found & Pick<Verdict, 'details' | 'doubt'>

/** What has come of an expectation of that figure, whatever it is about. */
export const verdictOf = (
  subject: Subject,
  { text, operator }: { readonly text: string; readonly operator: Operator },
  figure: NamedFigure,
  { numbers, details, ...finding }: Finding,
): Verdict => ({
  ...{ subject, expected: text, ...finding },
  ...(numbers && { numbers: verdictNumbers(figure, operator, numbers) }),
  details,
})

/** What never happened keeps no promise. */
export const NEVER: Found = { kind: 'broken', found: 'nothing: no trial completed' }

/**
 * What a run that was interrupted had not come to promises nothing yet. Undefined where there is
 * something to judge, in what it is held against as well.
 */
export function untried(
  cell: ResultCell,
  reference?: ResultCell,
): Pick<Verdict, 'kind' | 'found'> | undefined {
  if (cell.trials === 0) return { kind: 'inconclusive', found: 'no trial' }
  if (reference?.trials !== 0) return undefined
  return { kind: 'inconclusive', found: 'nothing to hold it against: there no trial' }
}

export function varying(
  range: Range | undefined,
  operator: Operator,
  limit: number,
  unit: string,
): Found {
  if (range === undefined) return { ...NEVER, numbers: { value: undefined, range, limit } }
  const { low, high } = range
  const kind = heldAgainst(range, operator, limit, 'varying')
  const text = (value: number): string => String(Math.round(value * 1000) / 1000)
  const found = `${low === high ? text(low) : `${text(low)} to ${text(high)}`}${unit}`
  const value = operator.startsWith('>') ? low : high
  return { kind, found, numbers: { value, range, limit } }
}

export function waitsRange(
  { waits }: ResultCell,
  { layer }: Extract<Figure, { readonly kind: 'waits' }>,
): Range | undefined {
  if (waits === null) return undefined
  const counts = waitsIn(waits).map(({ total, byLayer }) =>
    layer === undefined ? total : (byLayer[layer] ?? 0),
  )
  return { low: Math.min(...counts), high: Math.max(...counts) }
}

export function bytesRange(
  { bytes }: ResultCell,
  { way }: Extract<Figure, { readonly kind: 'bytes' }>,
): Range | undefined {
  if (bytes === null) return undefined
  const value = way === 'both' ? bytes.up + bytes.down : bytes[way]
  return { low: value, high: value }
}

/** Milliseconds, to a tenth where tenths matter. */
export const msText = (time: number): string => `${time.toFixed(time < 100 ? 1 : 0)}`
