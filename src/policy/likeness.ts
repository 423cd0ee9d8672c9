/**
 * Which clients a row of attempts looks like: those whose back-off leaves such pauses between them.
 *
 * Models the pauses alone. Left out: what a client was told of its network by the system, which
 * shortens them, and that some draw once in a life what is taken here for drawn anew each time. So
 * several can look alike, and one that was told of something looks like none.
 */
import { type Duration, milliseconds, nanoseconds, shorter, times, ZERO } from '../units.ts'
import { type BackOff, type DelaySpan, grown, stepAt } from './back-off.ts'
import type { ComeBack, Policy } from './policy.ts'

/** An attempt, by what came before it. */
export interface Retry {
  /** From the end of the connection before. */
  readonly afterEnd: Duration
  /** From the beginning of the attempt before; undefined of the first, before which there was none. */
  readonly afterBeginning: Duration | undefined
}

/** Of two pauses every back-off leaves one; of one alone there is nothing to tell. */
const RETRIES_LEAST = 2
/** What a client takes for anything else, and a timer that is early. */
const SLACK = { late: milliseconds(300), early: milliseconds(20), share: 0.05 }

/** The names of those that it looks like, the most definite first. */
export function lookingLike(
  policies: readonly Policy[],
  retries: readonly Retry[],
): readonly string[] {
  if (retries.length < RETRIES_LEAST) return []
  return policies
    .flatMap(({ name, comeBack }) => {
      const spans = spansOf(comeBack, retries.length)
      if (comeBack.kind === 'never' || spans === undefined) return []
      const fits = retries.every((retry, at) => isWithin(retry, spans[at], comeBack.countedFrom))
      return fits ? [{ name, width: widthOf(spans) }] : []
    })
    .toSorted((a, b) => a.width - b.width)
    .map(({ name }) => name)
}

/** Of so many attempts in a row; undefined where it would have given up. */
function spansOf(comeBack: ComeBack, attempts: number): readonly DelaySpan[] | undefined {
  if (comeBack.kind === 'never' || attempts > (comeBack.attempts ?? Infinity)) return undefined
  const { first, backOff } = comeBack
  return Array.from({ length: attempts }, (_, before) => {
    const failures = first === 'at-once' ? before : before + 1
    return failures === 0 ? { from: ZERO, to: ZERO } : spanAfter(backOff, failures)
  })
}

/** Between which two delays the one after the `failures`-th failure is. */
export function spanAfter(backOff: BackOff, failures: number): DelaySpan {
  switch (backOff.kind) {
    case 'steps':
      return stepAt(backOff.steps, failures).delay
    case 'exponential': {
      const full = grown(backOff, failures)
      return { from: times(full, backOff.leastShare), to: full }
    }
    case 'multiples': {
      const { factor } = stepAt(backOff.multiples, failures)
      const { of, atMost } = backOff
      return {
        from: shorter(times(of.from, factor), atMost),
        to: shorter(times(of.to, factor), atMost),
      }
    }
  }
}

function isWithin(
  { afterEnd, afterBeginning }: Retry,
  span: DelaySpan | undefined,
  countedFrom: 'end' | 'beginning',
): boolean {
  if (span === undefined) return false
  // Of the first the connection that was lost has no beginning that would count.
  const isFromEnd = countedFrom === 'end' || afterBeginning === undefined
  const paused = isFromEnd ? afterEnd : afterBeginning
  // One that took longer than its delay is followed at once.
  const least = isFromEnd ? ZERO : nanoseconds(afterBeginning - afterEnd)
  const early = nanoseconds(Math.max(span.from, least) - SLACK.early)
  const late = nanoseconds(Math.max(span.to, least) * (1 + SLACK.share) + SLACK.late)
  return paused >= early && paused <= late
}

const widthOf = (spans: readonly DelaySpan[]): number =>
  spans.reduce((sum, { from, to }) => sum + (to - from), 0)
