/** A figure that was found, held against a limit: it may be known exactly, or only to lie between. */
import type { Operator } from '../expectation.ts'
import type { VerdictKind } from '../verdict.ts'

/** Both ends the same: it is known exactly. Infinite: open. */
export interface Range {
  readonly low: number
  readonly high: number
  /** All of it lies above `low`: what never came took longer than it was given. */
  readonly isAboveLow?: boolean
}

/** `uncertain`: where it really is; `varying`: it is all of these, and the worst counts. */
export type Nature = 'uncertain' | 'varying'

export function heldAgainst(
  { low, high, isAboveLow = false }: Range,
  operator: Operator,
  limit: number,
  nature: Nature,
): VerdictKind {
  const lowHolds = isAboveLow ? holdsAbove(low, operator, limit) : holds(low, operator, limit)
  const highHolds = holds(high, operator, limit)
  if (lowHolds && highHolds) return 'kept'
  return nature === 'varying' || (!lowHolds && !highHolds) ? 'broken' : 'inconclusive'
}

/** Of what is larger, by however little. */
function holdsAbove(value: number, operator: Operator, limit: number): boolean {
  switch (operator) {
    case '<=':
    case '<':
      return value < limit
    case '>=':
    case '>':
      return value >= limit
    case '=':
      return false
  }
}

function holds(value: number, operator: Operator, limit: number): boolean {
  switch (operator) {
    case '<=':
      return value <= limit
    case '<':
      return value < limit
    case '>=':
      return value >= limit
    case '>':
      return value > limit
    case '=':
      return value === limit
  }
}
