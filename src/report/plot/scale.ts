/**
 * From values to pixels, and where an axis has its ticks. The only file that knows d3-scale.
 *
 * A logarithm may differ in its last bit from engine to engine; coordinates are rounded to
 * hundredths of a pixel where they are written, which is far above it.
 */
import { scaleLinear, scaleLog } from 'd3-scale'

export type Scale = (value: number) => number

type Span = readonly [from: number, to: number]

export const linear = (domain: Span, range: Span): Scale =>
  scaleLinear([...domain], [...range]).clamp(true)

/** Both ends of the domain are above zero. */
export const logarithmic = (domain: Span, range: Span): Scale =>
  scaleLog([...domain], [...range]).clamp(true)

/** From zero, at round values, about `count` of them, up to `max`. */
export const linearTicks = (max: number, count: number): readonly number[] =>
  ticksWithin([0, max], count)

/** At round values, about `count` of them; where zero is within, it is one of them. */
export const ticksWithin = (domain: Span, count: number): readonly number[] =>
  scaleLinear([...domain], [0, 1]).ticks(count)

/** 1, 2 and 5 of each decade, or fewer where those would be more than `count`. */
export function decadeTicks([min, max]: Span, count: number): readonly number[] {
  const within = (digits: readonly number[]): readonly number[] =>
    DECADES.flatMap((decade) => digits.map((digit) => digit * decade)).filter(
      (tick) => tick >= min && tick <= max,
    )
  const choices = [[1, 2, 5], [1, 3], [1]].map(within)
  return choices.find((ticks) => ticks.length <= count) ?? choices.at(-1) ?? []
}

/** Of milliseconds: from a microsecond to more than a day. */
const DECADES = [1e-3, 1e-2, 1e-1, 1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8]

/** The ends of a logarithmic axis that holds all these: rounded outwards to 1, 2 or 5 of a decade. */
export function decadeSpan(values: readonly number[]): Span {
  const ends = DECADES.flatMap((decade) => [decade, 2 * decade, 5 * decade])
  const [smallest, largest] = extent(values)
  const from = ends.findLast((end) => end <= smallest) ?? ends[0] ?? 1
  const to = ends.find((end) => end >= largest && end > from) ?? ends.at(-1) ?? 1
  return [from, to]
}

/** By a loop: there may be more than a call takes arguments. */
const extent = (values: readonly number[]): Span =>
  values.reduce<Span>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, 0],
  )
