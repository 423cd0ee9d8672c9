/** A cell, held against another one: a strategy beside it, or the same in an earlier result. */
import { type Given, timeChange } from '../../result/difference/time-change.ts'
import { outcomesOf, pairsOf } from '../../result/difference/twin-outcomes.ts'
import type { Percentage } from '../../result/percentages.ts'
import type { Expectation, Operator } from '../expectation.ts'
import { bytesRange, type Found, msText, NEVER, varying, waitsRange } from './found.ts'
import { heldAgainst, type Range } from './held-against.ts'

export function heldRelatively(one: Given, expectation: Expectation, reference: Given): Found {
  const { figure, operator, limit } = expectation
  const factor = limit.kind === 'relative' ? limit.factor : 1
  if (figure.kind === 'time')
    return relativeTime(one, figure.percentile, operator, factor, reference)
  if (figure.kind === 'waits') {
    const most = waitsRange(reference.cell, figure)?.high
    return against(
      varying(waitsRange(one.cell, figure), operator, factor * (most ?? 0), ''),
      most,
      '',
    )
  }
  if (figure.kind === 'bytes') {
    const most = bytesRange(reference.cell, figure)?.high
    return against(
      varying(bytesRange(one.cell, figure), operator, factor * (most ?? 0), ' B'),
      most,
      ' B',
    )
  }
  return NEVER
}

const against = (one: Found, most: number | undefined, unit: string): Found =>
  most === undefined
    ? { kind: 'broken', found: 'nothing to hold it against: there no trial completed' }
    : { ...one, found: `${one.found}, there ${Math.round(most * 1000) / 1000}${unit}` }

/** Broken when all of the interval of the difference from the limit is over it. */
function relativeTime(
  one: Given,
  percentile: Percentage,
  operator: Operator,
  factor: number,
  reference: Given,
): Found {
  const { cell, timeoutMs } = one
  const pairs = pairsOf(outcomesOf(reference.cell), outcomesOf(cell))
  const sides = { before: reference, after: one }
  const { before, after, ci95 } = timeChange(pairs, sides, percentile, factor)
  const limit = text(before, factor * reference.timeoutMs)
  const most = Math.max(cell.trials, reference.cell.trials)
  const part = pairs.length > 0 && pairs.length < most ? ` in ${pairs.length} trials of both` : ''
  const found = `${text(after, timeoutMs)}, limit ${limit}${part}`
  if (before === null && after === null) return { kind: 'inconclusive', found }
  const [low, high] = ci95 ?? [null, null]
  const range = { low: low ?? Number.NEGATIVE_INFINITY, high: high ?? Number.POSITIVE_INFINITY }
  const kind = heldAgainst(range, operator, 0, 'uncertain')
  const numbers = {
    value: after ?? undefined,
    limit: before ?? undefined,
    range: fromLimit(range, before),
  }
  return { kind, found, numbers }
}

/** Of the difference, as where the figure itself would lie if the limit were exactly that. */
const fromLimit = ({ low, high }: Range, limit: number | null): Range | undefined =>
  limit === null ? undefined : { low: toUs(limit + low), high: toUs(limit + high) }

/** Milliseconds, to whole microseconds. */
const toUs = (ms: number): number => Math.round(ms * 1000) / 1000

/** Of what never came it is known that it is longer than it was given. */
const text = (value: number | null, givenMs: number): string =>
  value === null ? `> ${Math.round(givenMs) / 1000} s` : `${msText(value)} ms`
