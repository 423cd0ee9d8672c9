/** A figure that was found, held against a limit: it may be known exactly, or only to lie between. */
import type { Operator } from '../expectation.ts'
import type { VerdictKind } from '../verdict.ts'

/** Both ends the same: it is known exactly. Infinite: open. */
export interface Range {
  readonly low: number
  readonly high: number
}

/** `uncertain`: where it really is; `varying`: it is all of these, and the worst counts. */
export type Nature = 'uncertain' | 'varying'

export function heldAgainst(
  { low, high }: Range,
  operator: Operator,
  limit: number,
  nature: Nature,
): VerdictKind {
  const [lowHolds, highHolds] = [holds(low, operator, limit), holds(high, operator, limit)]
  if (lowHolds && highHolds) return 'kept'
  return nature === 'varying' || (!lowHolds && !highHolds) ? 'broken' : 'inconclusive'
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
