/**
 * A recording of something that holds for a while and then is another: which of its steps a moment
 * lies in. It repeats from its last step, and the link begins anywhere in it, as with a trace.
 */
import { type Duration, type Instant, NANOSECONDS_PER_MILLISECOND } from '../units.ts'
import { requireThat, requireWhole } from './requirements.ts'

export interface StepsSettings {
  /** When each step ends, in whole milliseconds, ascending; the last ends the period. */
  readonly endsMs: readonly number[]
  /** Where in the recording the link begins; without it at its beginning. */
  readonly from?: Duration
}

export interface LinkStep {
  readonly index: number
  /** When the next one begins. */
  readonly until: Instant
}

export class Steps {
  readonly #endsMs: readonly number[]
  readonly #origin: number
  readonly #period: number

  constructor({ endsMs, from = 0 as Duration }: StepsSettings, origin: Instant) {
    this.#endsMs = endsMs
    this.#origin = origin - from
    this.#period = (endsMs.at(-1) ?? 0) * NANOSECONDS_PER_MILLISECOND
  }

  at(now: Instant): LinkStep {
    const into = (now - this.#origin) % this.#period
    let low = 0
    let high = this.#endsMs.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#endsMs[middle] ?? 0) * NANOSECONDS_PER_MILLISECOND > into) high = middle
      else low = middle + 1
    }
    const end = (this.#endsMs[low] ?? 0) * NANOSECONDS_PER_MILLISECOND
    return { index: low, until: (now - into + end) as Instant }
  }
}

/** Recordings are long and links many; one that was found sound need not be read again. */
const sound = new WeakMap<readonly number[], readonly number[]>()

/** `values`: one for each step. */
export function requireSteps(
  kind: string,
  { endsMs, from = 0 as Duration }: StepsSettings,
  name: string,
  values: readonly number[],
): void {
  requireWhole(kind, 'from', from)
  if (sound.get(endsMs) === values) return
  const { length } = endsMs
  requireThat(kind, length > 0, 'endsMs', 'of at least one step', length)
  requireThat(kind, values.length === length, name, `${length} values`, values.length)
  let previous = 0
  for (const ms of endsMs) {
    requireWhole(kind, 'endsMs', ms)
    requireThat(kind, ms > previous, 'endsMs', `after ${previous} ms`, ms)
    previous = ms
  }
  for (const value of values) requireWhole(kind, name, value)
  sound.set(endsMs, values)
}
