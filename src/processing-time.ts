/**
 * How long something takes at an end of the link: for a server to make an answer, for a client to
 * act on one, for a host to handle a packet. Constant, or drawn anew each time.
 *
 * Left out: what makes it long. Two draws know nothing of each other, although a machine that is
 * busy now is likely to be busy a moment later.
 */
import { type QuantileTable, valueAt } from './quantile-table.ts'
import type { Random } from './random.ts'
import { type Duration, type Instant, sum, ZERO } from './units.ts'

export type ProcessingTime =
  | { readonly kind: 'constant'; readonly time: Duration }
  | ({ readonly kind: 'quantiles' } & QuantileTable)

export const constantly = (time: Duration): ProcessingTime => ({ kind: 'constant', time })

export const NO_TIME = constantly(ZERO)

/** Equally likely from the shortest to the longest. */
export const between = (shortest: Duration, longest: Duration): ProcessingTime =>
  quantiles([0, shortest], [1, longest])

/** Ascending in both members. */
export const quantiles = (
  ...points: readonly (readonly [quantile: number, time: Duration])[]
): ProcessingTime => ({
  kind: 'quantiles',
  points: points.map(([quantile, value]) => ({ quantile, value })),
})

/** `luck`: from 0 (included, the shortest) to 1. */
export const timeAt = (time: ProcessingTime, luck: number): Duration =>
  time.kind === 'constant' ? time.time : valueAt(time.points, luck)

/** One draw, whatever the kind, so that what is drawn next does not depend on it. */
export const drawnTime = (time: ProcessingTime, random: Random): Duration =>
  timeAt(time, random.unit())

export const delayed = (time: ProcessingTime, by: Duration): ProcessingTime =>
  time.kind === 'constant'
    ? constantly(sum(time.time, by))
    : { ...time, points: time.points.map((point) => ({ ...point, value: sum(point.value, by) })) }

export const takesNone = (time: ProcessingTime): boolean =>
  time.kind === 'constant' && time.time === ZERO

/** Where work waits for a processor that others use as well. */
export interface WorkLine {
  /**
   * When work that comes now, and takes so long, is begun with: now, or later. `not-yet`: that is known
   * when all has happened that comes before; ask again, at the same time, as what happens next.
   */
  begin(now: Instant, takes: Duration): Instant | 'not-yet'
}
