/**
 * Spans of time that come as on a journey: as often and as long as was counted, at times that
 * nobody knows before. What they do to packets say `random-outages.ts` and `random-holds.ts`.
 *
 * Time is divided into cycles. With each begins a span, or begins one with some chance only; its
 * length is drawn. Spans may come in clusters: then each is followed by another with some
 * chance, as long as its cycle lasts. The link begins anywhere in a cycle, and what began before
 * it may still last: as likely as its share of the time. All are drawn as time passes, one after
 * the other, so that a link may live for any length of time.
 *
 * The luck is in the settings and not the stage's own: both directions are made of the same
 * settings, and what stops the one stops the other. Two impairments with the same cycle and the
 * same luck begin together.
 *
 * Left out: cycles that differ in length.
 */

import { type QuantileTable, valueAt } from '../quantile-table.ts'
import type { Random } from '../random.ts'
import { between, type Duration, type Instant, plus, ZERO } from '../units.ts'
import { requirePositive, requireProbability, requireTable, requireThat } from './requirements.ts'

export interface Journey {
  /** From one beginning to the next one's; of clusters, where there are any. */
  readonly cycle: Duration
  /** Of the cycles that begin with a span; without it all. */
  readonly share?: number
  readonly lengths: QuantileTable
  readonly clusters?: Clusters
  /** Drawn from afresh, from its beginning: the same settings have the same spans. */
  readonly random: Random
}

export interface Clusters {
  /** The chance that a span is followed by another. */
  readonly again: number
  /** From its beginning to that one's. */
  readonly gaps: QuantileTable
}

/**
 * Answers with the end of what is on at a time, or undefined; to be asked in the order of time.
 * What begins later is not known then, even where it begins before that end.
 */
export function endOnJourney(
  kind: string,
  settings: Journey,
  origin: Instant,
): (now: Instant) => Instant | undefined {
  requireSpans(kind, settings)
  const succession = new Succession(settings)
  return (now) => {
    const end = succession.endAt(between(origin, now))
    return end === undefined ? undefined : plus(origin, end as Duration)
  }
}

function requireSpans(kind: string, { cycle, share = 1, lengths, clusters }: Journey): void {
  requirePositive(kind, 'cycle', cycle)
  requireProbability(kind, 'share', share)
  requireTable(kind, 'lengths', lengths)
  requireNotNegative(kind, 'lengths', lengths)
  if (clusters === undefined) return
  requireProbability(kind, 'clusters.again', clusters.again)
  requireTable(kind, 'clusters.gaps', clusters.gaps)
  requireNotNegative(kind, 'clusters.gaps', clusters.gaps)
}

function requireNotNegative(kind: string, name: string, { points }: QuantileTable): void {
  const least = points[0]?.value ?? ZERO
  requireThat(kind, least >= 0, name, 'not negative', least)
}

/** Times in nanoseconds since the link began. */
class Succession {
  readonly #settings: Journey
  readonly #random: Random
  #nextCycle: number
  #nextBegins: number
  /** When all that have begun are over. */
  #over = Number.NEGATIVE_INFINITY

  constructor(settings: Journey) {
    const { cycle, lengths, random } = settings
    this.#settings = settings
    this.#random = random.again()
    const longest = lengths.points.at(-1)?.value ?? ZERO
    // A cluster's last span may begin a whole cycle after its first.
    const before = 1 + Math.ceil(longest / cycle)
    this.#nextBegins = Math.floor(this.#random.unit() * cycle) - before * cycle
    this.#nextCycle = this.#nextBegins
  }

  endAt(since: number): number | undefined {
    while (this.#nextBegins <= since) this.#begin()
    return since < this.#over ? this.#over : undefined
  }

  #begin(): void {
    const { cycle, share, lengths, clusters } = this.#settings
    const begins = this.#nextBegins
    const isFirst = begins === this.#nextCycle
    if (isFirst) this.#nextCycle += cycle
    this.#nextBegins = this.#nextCycle
    if (isFirst && share !== undefined && !this.#random.chance(share)) return
    this.#over = Math.max(this.#over, begins + valueAt(lengths.points, this.#random.unit()))
    if (clusters === undefined) return
    const isFollowed = this.#random.chance(clusters.again)
    const follows = begins + valueAt(clusters.gaps.points, this.#random.unit())
    if (isFollowed && follows < this.#nextCycle) this.#nextBegins = follows
  }
}
