/**
 * A rate whose chances to send come at random: a Poisson process of opportunities, as Pantheon's
 * emulators of cellular links were calibrated with. What becomes of packets says
 * `opportunities.ts`.
 *
 * Time is divided into blocks of a few opportunities, each made from a generator of its own when
 * a packet first waits in it (a Poisson process forgets: what comes in a block does not depend on
 * the one before). So the opportunities are the same whoever sends what, and there are never
 * more of them than packets take, whatever the rate.
 */
import type { Random } from '../random.ts'
import type { BitRate, Instant } from '../units.ts'
import { exponential } from './exponential.ts'
import { OPPORTUNITY_SIZE, type Schedule, servedBy } from './opportunities.ts'
import { type QueueLimit, requireQueue } from './queue.ts'
import { requirePositive } from './requirements.ts'
import type { StageFactory } from './stage.ts'

export interface PoissonSettings {
  readonly kind: 'poisson'
  /** On average. */
  readonly rate: BitRate
  readonly queue: QueueLimit
}

/** Bits of an opportunity, times the nanoseconds of a second. */
const WORK = OPPORTUNITY_SIZE * 8 * 1e9
/** On average. */
const OPPORTUNITIES_PER_BLOCK = 8

export const poissonStage: StageFactory<PoissonSettings> = (
  { rate, queue },
  { origin, random },
) => {
  requirePositive('poisson', 'rate', rate)
  requireQueue('poisson', queue)
  return servedBy(new PoissonProcess(rate, origin, random), queue)
}

interface Place {
  readonly block: number
  /** Of the block's opportunities. */
  readonly times: readonly Instant[]
  readonly index: number
}

class PoissonProcess implements Schedule<Place> {
  readonly #gap: number
  readonly #length: number
  readonly #origin: Instant
  readonly #random: Random
  /** The block that was asked for last: packets that follow each other meet the same. */
  #known: { readonly block: number; readonly times: readonly Instant[] } | undefined

  constructor(rate: BitRate, origin: Instant, random: Random) {
    this.#gap = WORK / rate
    this.#length = Math.ceil(OPPORTUNITIES_PER_BLOCK * this.#gap)
    this.#origin = origin
    this.#random = random
  }

  timeOf({ times, index }: Place): Instant {
    return times[index] ?? this.#origin
  }

  firstAfter(now: Instant): Place {
    const block = Math.floor((now - this.#origin) / this.#length)
    const times = this.#timesOf(block)
    const index = times.findIndex((time) => time > now)
    return index === -1 ? this.#firstFrom(block + 1) : { block, times, index }
  }

  following({ block, times, index }: Place): Place {
    return index + 1 < times.length
      ? { block, times, index: index + 1 }
      : this.#firstFrom(block + 1)
  }

  #firstFrom(block: number): Place {
    for (let at = block; ; at += 1) {
      const times = this.#timesOf(at)
      if (times.length > 0) return { block: at, times, index: 0 }
    }
  }

  #timesOf(block: number): readonly Instant[] {
    if (this.#known?.block === block) return this.#known.times
    const random = this.#random.fork(block)
    const begin = this.#origin + block * this.#length
    const times: Instant[] = []
    let since = exponential(random) * this.#gap
    while (since < this.#length) {
      // Rounded up: the first instant at which the opportunity has come.
      times.push(Math.ceil(begin + since) as Instant)
      since += exponential(random) * this.#gap
    }
    this.#known = { block, times }
    return times
  }
}
