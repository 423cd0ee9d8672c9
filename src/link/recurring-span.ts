/**
 * A span of time, once or again and again: when is it on, and until when. Half open: the
 * first instant belongs to it, the last does not.
 */
import type { Duration, Instant } from '../units.ts'
import { plus } from '../units.ts'
import { requirePositive, requireThat, requireWhole } from './requirements.ts'

export interface Recurrence {
  /**
   * From the stage's beginning to that of the (first) span; below zero, where there is a period,
   * when that began before.
   */
  readonly start: Duration
  readonly duration: Duration
  /** From the beginning of one span to that of the next. */
  readonly period?: Duration
}

/** Answers with the end of the span that is on at a time, or undefined when none is. */
export const endOfSpan = (
  kind: string,
  { start, duration, period }: Recurrence,
  origin: Instant,
): ((now: Instant) => Instant | undefined) => {
  requireBeginning(kind, start, period)
  requireWhole(kind, 'duration', duration)
  if (period !== undefined) {
    requirePositive(kind, 'period', period)
    const fits = duration < period
    requireThat(kind, fits, 'duration', `shorter than its period of ${period} ns`, duration)
  }
  const first = plus(origin, start)
  return (now) => {
    if (now < first) return undefined
    const since = now - first
    const into = period === undefined ? since : since % period
    return into < duration ? plus(now, (duration - into) as Duration) : undefined
  }
}

function requireBeginning(kind: string, start: Duration, period: Duration | undefined): void {
  if (period === undefined || start >= 0) requireWhole(kind, 'start', start)
  else requireThat(kind, start > 0 - period, 'start', `less than ${period} ns before`, start)
}
