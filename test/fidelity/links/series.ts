/** What is read out of a series of pings, as it was out of the measured ones. */
import { mean, quantile } from '../statistics.ts'

/** Milliseconds in the order sent, undefined where no answer came. */
export type Series = readonly (number | undefined)[]

/** Later than the median of its series by more than this, an answer was held. */
export const HELD_MS = 300

export const answered = (series: Series): readonly number[] =>
  series.filter((ms) => ms !== undefined)

export const medianOf = (values: readonly number[]): number =>
  quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  )

/** Of the values' distances from their mean, n − 1 in the denominator. */
export function deviationOf(values: readonly number[]): number {
  const centre = mean(values)
  const squares = values.reduce((total, value) => total + (value - centre) ** 2, 0)
  return Math.sqrt(squares / (values.length - 1))
}

/** Of so many pings in a row, none of which is lost or held; runs do not overlap. */
export function meansOf(series: Series, count: number): readonly number[] {
  const latest = medianOf(answered(series)) + HELD_MS
  const means: number[] = []
  for (let from = 0; from + count <= series.length; from += count) {
    const run = series.slice(from, from + count).filter((ms) => ms !== undefined && ms <= latest)
    if (run.length === count) means.push(mean(run as readonly number[]))
  }
  return means
}

/**
 * How many holds of at least so long there are. One begins with an answer that is so late; what was
 * sent before that answer came belongs to it.
 */
export function holdsIn(series: Series, everyMs: number, atLeastMs: number): number {
  const latest = medianOf(answered(series)) + atLeastMs
  let holds = 0
  let ping = 0
  while (ping < series.length) {
    const ms = series[ping] ?? 0
    if (ms > latest) holds += 1
    ping += ms > latest ? Math.ceil(ms / everyMs) : 1
  }
  return holds
}

/** How many runs of lost pings last at least so long. */
export function outagesIn(series: Series, everyMs: number, atLeastMs: number): number {
  let outages = 0
  let lost = 0
  for (const ms of [...series, 0]) {
    if (ms === undefined) {
      lost += 1
      continue
    }
    if (lost > 0 && lost * everyMs >= atLeastMs) outages += 1
    lost = 0
  }
  return outages
}
