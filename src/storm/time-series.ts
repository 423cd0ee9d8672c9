/**
 * What happened when, in as many equal steps as a plot has room for: steps grow to twice their length,
 * two becoming one, whenever time outgrows them.
 */
import { type Duration, type Instant, milliseconds } from '../units.ts'

const STEPS = 256
const FIRST_STEP = milliseconds(50)

export interface SeriesStep {
  /** Attempts that began, SYNs that were dropped, attempts that were refused, clients that came back. */
  readonly attempts: number
  readonly dropped: number
  readonly refused: number
  readonly back: number
  /** Nanoseconds of all cores together. */
  readonly busy: number
  /** Nanoseconds that a newcomer had to wait, at most. */
  readonly line: number
}

export class TimeSeries {
  #step: number = FIRST_STEP
  readonly #attempts = new Float64Array(STEPS)
  readonly #dropped = new Float64Array(STEPS)
  readonly #refused = new Float64Array(STEPS)
  readonly #back = new Float64Array(STEPS)
  readonly #busy = new Float64Array(STEPS)
  readonly #line = new Float64Array(STEPS)
  #last = -1

  get step(): Duration {
    return this.#step as Duration
  }

  attempted(at: Instant): void {
    add(this.#attempts, this.#place(at), 1)
  }

  dropped(at: Instant): void {
    add(this.#dropped, this.#place(at), 1)
  }

  refused(at: Instant): void {
    add(this.#refused, this.#place(at), 1)
  }

  back(at: Instant): void {
    add(this.#back, this.#place(at), 1)
  }

  /** May span many steps. */
  worked(from: Instant, takes: number): void {
    if (takes <= 0) return
    this.#place((from + takes) as Instant)
    const end = from + takes
    for (let at: number = from; at < end; ) {
      const step = Math.floor(at / this.#step)
      const until = Math.min(end, (step + 1) * this.#step)
      add(this.#busy, step, until - at)
      at = until
    }
  }

  inLine(at: Instant, wait: number): void {
    const place = this.#place(at)
    this.#line[place] = Math.max(this.#line[place] ?? 0, wait)
  }

  steps(): readonly SeriesStep[] {
    return Array.from({ length: this.#last + 1 }, (_, step) => ({
      attempts: this.#attempts[step] ?? 0,
      dropped: this.#dropped[step] ?? 0,
      refused: this.#refused[step] ?? 0,
      back: this.#back[step] ?? 0,
      busy: this.#busy[step] ?? 0,
      line: this.#line[step] ?? 0,
    }))
  }

  #place(at: Instant): number {
    while (at >= STEPS * this.#step) this.#fold()
    const place = Math.floor(at / this.#step)
    this.#last = Math.max(this.#last, place)
    return place
  }

  #fold(): void {
    this.#step *= 2
    this.#last >>= 1
    for (const sums of [this.#attempts, this.#dropped, this.#refused, this.#back, this.#busy]) {
      pair(sums, (a, b) => a + b)
    }
    pair(this.#line, Math.max)
  }
}

const add = (to: Float64Array, place: number, more: number): void => {
  to[place] = (to[place] ?? 0) + more
}

function pair(values: Float64Array, join: (a: number, b: number) => number): void {
  const half = values.length / 2
  for (let step = 0; step < half; step += 1) {
    values[step] = join(values[2 * step] ?? 0, values[2 * step + 1] ?? 0)
  }
  values.fill(0, half)
}
