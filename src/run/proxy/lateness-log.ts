/** How late tasks of the clock ran, packets among them: how far a run in real time can be believed. */

import { Histogram } from '../../record/histogram.ts'
import { type Duration, milliseconds, toMicroseconds } from '../../units.ts'
import type { Lateness } from '../../watch/lateness.ts'

/** One packet in a hundred was later: then round trips of tens of milliseconds are wrong by as much. */
const TOO_LATE = milliseconds(5)

const US_PER_MS = 1_000

export class LatenessLog {
  readonly #histogram = new Histogram()

  add(late: Duration): void {
    this.#histogram.record(Math.round(toMicroseconds(late)))
  }

  summary(): Lateness {
    const at = (percentile: 'p50' | 'p99'): number =>
      (this.#histogram.percentile(percentile) ?? 0) / US_PER_MS
    const p99 = at('p99')
    return {
      tasks: this.#histogram.count,
      p50: at('p50'),
      p99,
      max: (this.#histogram.max ?? 0) / US_PER_MS,
      tooBusy: milliseconds(p99) > TOO_LATE,
    }
  }
}
