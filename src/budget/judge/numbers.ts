/** What was found and what it was held against, as numbers in the unit of their figure. */
import { type Figure, figureName, type Operator } from '../expectation.ts'
import type { NumbersUnit, VerdictNumbers } from '../verdict.ts'
import type { Range } from './held-against.ts'

export interface FoundNumbers {
  /** Undefined: it never came, or took longer than it was given. */
  readonly value: number | undefined
  /** What was held against the limit; undefined where there was nothing. */
  readonly range: Range | undefined
  /** Undefined: what it is relative to never came. */
  readonly limit: number | undefined
}

export interface NamedFigure {
  readonly name: string
  readonly unit: NumbersUnit
}

export const verdictNumbers = (
  { name, unit }: NamedFigure,
  operator: Operator,
  { value, range, limit }: FoundNumbers,
): VerdictNumbers => ({
  ...{ figure: name, unit, operator, limit: limit ?? null, value: value ?? null },
  ...{ low: closed(range?.low), high: closed(range?.high) },
})

const UNITS: Readonly<Record<Figure['kind'], NumbersUnit>> = {
  waits: 'count',
  time: 'ms',
  bytes: 'octets',
  share: 'share',
}

export const named = (figure: Figure): NamedFigure => ({
  name: figureName(figure),
  unit: UNITS[figure.kind],
})

/** Of some so many were expected at least. */
export const countNumbers = (name: string, limit: number, value: number): VerdictNumbers =>
  verdictNumbers({ name, unit: 'count' }, '>=', {
    value,
    range: { low: value, high: value },
    limit,
  })

/** JSON knows no infinity. */
const closed = (end: number | undefined): number | null =>
  end === undefined || !Number.isFinite(end) ? null : end
