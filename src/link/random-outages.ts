/**
 * Outages that come as on a journey: as often and as long as was counted, at times that nobody
 * knows before.
 *
 * Time is divided into cycles; an outage begins with each, and its length is drawn. The link
 * begins anywhere in a cycle, and outages that began before it may still last: as likely as their
 * share of the time. Where a long one reaches into the next cycle, the two are one. They are
 * drawn as time passes, one after the other, so that a link may live for any length of time.
 *
 * The luck is in the settings and not the stage's own: both directions are made of the same
 * settings, and what stops the one stops the other.
 *
 * Left out: clustering. Real outages come in groups (tunnels, valleys); here the gaps between
 * their beginnings are even.
 */
import type { Random } from '../random.ts'
import type { Duration, Instant } from '../units.ts'
import { between, seconds, ZERO } from '../units.ts'
import { type QuantileTable, requireTable, valueAt } from './quantile-table.ts'
import { requirePositive, requireThat } from './requirements.ts'
import type { StageFactory } from './stage.ts'
import { deliverAt, dropBecause } from './stage.ts'

export interface RandomOutagesSettings {
  readonly kind: 'random-outages'
  /** From one outage's beginning to the next one's. */
  readonly cycle: Duration
  readonly lengths: QuantileTable
  /** Drawn from afresh, from its beginning: the same settings have the same outages. */
  readonly random: Random
}

export const randomOutagesStage: StageFactory<RandomOutagesSettings> = (settings, { origin }) => {
  const { cycle, lengths } = settings
  requirePositive('random-outages', 'cycle', cycle)
  requireTable('random-outages', 'lengths', lengths)
  const shortest = lengths.points[0]?.value ?? ZERO
  requireThat('random-outages', shortest >= 0, 'lengths', 'not negative', shortest)
  const dropped = dropBecause('outage')
  const succession = new Succession(settings)
  return (_packet, now: Instant) => {
    const since = between(origin, now)
    while (succession.nextBegins <= since) succession.advance()
    return since < succession.over ? dropped : deliverAt(now)
  }
}

/** Times in nanoseconds since the link began. */
class Succession {
  nextBegins: number
  /** When all that have begun are over. */
  over = Number.NEGATIVE_INFINITY
  readonly #settings: RandomOutagesSettings
  readonly #random: Random

  constructor(settings: RandomOutagesSettings) {
    const { cycle, lengths, random } = settings
    this.#settings = settings
    this.#random = random.again()
    const longest = lengths.points.at(-1)?.value ?? ZERO
    const before = Math.ceil(longest / cycle)
    this.nextBegins = Math.floor(this.#random.unit() * cycle) - before * cycle
  }

  /** The next one begins. */
  advance(): void {
    const { cycle, lengths } = this.#settings
    const end = this.nextBegins + valueAt(lengths.points, this.#random.unit())
    this.over = Math.max(this.over, end)
    this.nextBegins += cycle
  }
}

const FIRST_MINUTE = seconds(60)

/**
 * As how many places random outages count where the generators of a row are numbered: one for
 * each outage that touches the first minute. A row listed these one by one in the past, and the
 * same seed shall give the stages behind them the same luck for ever.
 */
export const placesOf = (settings: RandomOutagesSettings): number => {
  const succession = new Succession(settings)
  let places = 0
  let last = 0
  while (succession.nextBegins < FIRST_MINUTE) {
    const { nextBegins } = succession
    succession.advance()
    if (succession.over <= last) continue
    if (places === 0 || nextBegins > last) places += 1
    last = succession.over
  }
  return places
}
