/**
 * A recorded link as the rate: mahimahi's packet-delivery traces. Each line is an opportunity
 * to deliver 1500 octets (or what the
 * trace was made with) at that millisecond; the trace repeats from its last line. What becomes
 * of packets says `opportunities.ts`.
 *
 * The link begins anywhere in the recording (`from`): whoever comes does not come at the moment
 * at which somebody began to record.
 */
import { type Bytes, type Duration, type Instant, NANOSECONDS_PER_MILLISECOND } from '../units.ts'
import { type Schedule, servedBy } from './opportunities.ts'
import { type QueueLimit, requireQueue } from './queue.ts'
import { requirePositive, requireThat, requireWhole } from './requirements.ts'
import type { StageFactory } from './stage.ts'

export interface TraceSettings {
  readonly kind: 'trace'
  /** Whole milliseconds, ascending, the last above zero: the period. */
  readonly opportunitiesMs: readonly number[]
  /** Where in the recording the link begins; without it at its beginning. */
  readonly from?: Duration
  /** What an opportunity takes, if not mahimahi's 1500 octets. */
  readonly octets?: Bytes
  readonly queue: QueueLimit
}

export const traceStage: StageFactory<TraceSettings> = (
  { opportunitiesMs, from = 0, octets, queue },
  { origin },
) => {
  requireQueue('trace', queue)
  requireWhole('trace', 'from', from)
  if (octets !== undefined) requirePositive('trace', 'octets', octets)
  requireTrace(opportunitiesMs)
  return servedBy(new Recording(opportunitiesMs, (origin - from) as Instant), queue, octets)
}

/** The trace, repeated for ever, as opportunities numbered from 0. */
class Recording implements Schedule<number> {
  readonly #opportunitiesMs: readonly number[]
  readonly #origin: Instant
  readonly #periodMs: number

  constructor(opportunitiesMs: readonly number[], origin: Instant) {
    this.#opportunitiesMs = opportunitiesMs
    this.#origin = origin
    this.#periodMs = opportunitiesMs.at(-1) ?? 0
  }

  timeOf(opportunity: number): Instant {
    const count = this.#opportunitiesMs.length
    const round = Math.floor(opportunity / count)
    const ms = round * this.#periodMs + (this.#opportunitiesMs[opportunity % count] ?? 0)
    return (this.#origin + ms * NANOSECONDS_PER_MILLISECOND) as Instant
  }

  firstAfter(now: Instant): number {
    const period = this.#periodMs * NANOSECONDS_PER_MILLISECOND
    const elapsed = now - this.#origin
    const into = elapsed % period
    // The last line of a round is at its very end, hence after `into`: the search finds one.
    let low = 0
    let high = this.#opportunitiesMs.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      const time = (this.#opportunitiesMs[middle] ?? 0) * NANOSECONDS_PER_MILLISECOND
      if (time > into) high = middle
      else low = middle + 1
    }
    return ((elapsed - into) / period) * this.#opportunitiesMs.length + low
  }

  following(opportunity: number): number {
    return opportunity + 1
  }
}

/** Traces are long and links many; one that was found sound need not be read again. */
const sound = new WeakSet<readonly number[]>()

const requireTrace = (opportunitiesMs: readonly number[]): void => {
  if (sound.has(opportunitiesMs)) return
  let previous = 0
  for (const ms of opportunitiesMs) {
    requireWhole('trace', 'opportunitiesMs', ms)
    requireThat('trace', ms >= previous, 'opportunitiesMs', `not before ${previous} ms`, ms)
    previous = ms
  }
  requireThat('trace', previous > 0, 'the last of opportunitiesMs', 'above 0 ms', previous)
  sound.add(opportunitiesMs)
}
