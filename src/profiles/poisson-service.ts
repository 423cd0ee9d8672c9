/**
 * A rate whose chances to send come at random: a Poisson process of 1500-byte opportunities.
 *
 * Models what the Pantheon emulators were calibrated with: a mahimahi trace whose gaps are
 * exponential. Given their number in a period, the events of a Poisson process are points
 * placed uniformly at random in it, so they are drawn so and sorted: no logarithm is needed,
 * and the mean rate is exact. Making one for each trial would take longer than the trial, so
 * there are a few recordings per direction, made when first met; a trial draws one of them.
 *
 * Left out: an attempt longer than a recording meets the same gaps again.
 */
import { Random } from '../random.ts'
import type { BitRate } from '../units.ts'

/** Longer than nearly every attempt; 4,400 opportunities at 2.64 Mbit/s. */
const PERIOD_MS = 20_000
const MILLISECONDS_PER_SECOND = 1000
/** Of a mahimahi delivery opportunity. */
const BITS_PER_OPPORTUNITY = 1500 * 8
/** Drawn independently each way, that makes a thousand different links. */
const RECORDINGS = 32

export class PoissonService {
  readonly #rate: BitRate
  readonly #random: Random
  readonly #recordings = new Map<number, readonly number[]>()

  /** The recordings are determined by the label and the rate, not by the run's seed. */
  constructor(rate: BitRate, label: string) {
    this.#rate = rate
    this.#random = Random.seeded('poisson service').fork(label)
  }

  /** Milliseconds of the opportunities, as an impairment of kind `trace` takes them. */
  drawn(random: Random): readonly number[] {
    const number = random.below(RECORDINGS)
    const known = this.#recordings.get(number)
    if (known !== undefined) return known
    const made = recording(this.#rate, this.#random.fork(number))
    this.#recordings.set(number, made)
    return made
  }
}

/** Ascending; the last opportunity closes the period, as the last line of a trace file does. */
function recording(rate: BitRate, random: Random): readonly number[] {
  const perPeriod = (rate * PERIOD_MS) / MILLISECONDS_PER_SECOND / BITS_PER_OPPORTUNITY
  const times: number[] = [PERIOD_MS]
  for (let made = 1; made < Math.round(perPeriod); made += 1) {
    times.push(1 + random.below(PERIOD_MS))
  }
  return times.sort((a, b) => a - b)
}
