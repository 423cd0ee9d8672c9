/** A figure before and after, by how much it differs, and how sure that is. */

/** Ends of a 95 % interval; null: open there, because there is too little to say. */
export type Interval = readonly [low: number | null, high: number | null]

export interface Change {
  /** Null: there is none, or among the attempts that never got there. */
  readonly before: number | null
  readonly after: number | null
  /** After less before; null where one of them is. */
  readonly difference: number | null
  /** Of the difference; null where nothing is known of it. */
  readonly ci95: Interval | null
}

/** As a difference tells it. */
export interface FigureChange extends Change {
  readonly direction: Tendency
  /** Of a time that lies among those that never came: how long they were given. */
  readonly beyondMs?: BeyondMs
}

export interface BeyondMs {
  readonly before?: number
  readonly after?: number
}

export const NOTHING_KNOWN: Change = { before: null, after: null, difference: null, ci95: null }

/** Of two figures that stand for themselves: there is no chance in them, or nobody knows how much. */
export const changeOf = (
  before: number | null,
  after: number | null,
  ci95: Interval | null = null,
): Change => ({ before, after, difference: minus(after, before), ci95 })

const minus = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : a - b

/**
 * What the interval says: all of it below zero, all above, or neither. What is known on neither side may
 * be anything. Of all figures here less is better. The same is only what leaves nothing to chance: where
 * single trials differ, a difference of zero is as unclear as any other that has zero in its interval.
 */
export type Tendency = 'less' | 'more' | 'unclear' | 'same'

/** `alike`: of no trial is it known that it came to anything else. */
export function tendencyOf({ difference, ci95 }: Change, alike = false): Tendency {
  const isCertain = alike || ci95 === null || ci95.every((end) => end === 0)
  if (difference === 0 && isCertain) return 'same'
  const [low, high] = ci95 ?? [null, null]
  if (high !== null && high < 0) return 'less'
  return low !== null && low > 0 ? 'more' : 'unclear'
}

export const directed = (change: Change, alike = false): FigureChange => ({
  ...change,
  direction: tendencyOf(change, alike),
})

/**
 * Every number of it by the same function: from microseconds to milliseconds, say. What is too large
 * to be a number then, as only a made-up file has it, is nothing.
 */
export function inUnit(change: Change, convert: (value: number) => number): Change {
  const each = (value: number | null): number | null => {
    const converted = value === null ? null : convert(value)
    return Number.isFinite(converted) ? converted : null
  }
  const { before, after, difference, ci95 } = change
  return {
    before: each(before),
    after: each(after),
    difference: each(difference),
    ci95: ci95 === null ? null : [each(ci95[0]), each(ci95[1])],
  }
}
