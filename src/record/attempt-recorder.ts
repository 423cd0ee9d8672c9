/**
 * Folds the events of one attempt into a record.
 *
 * A milestone counts when it is reached first: `secured` comes twice when TLS early data was
 * accepted, and what the client could do with the first is what matters. Nothing counts after
 * the end: what a connection does once it is ready belongs to another measurement. Packets and
 * octets are not events here; the link and TCP count them better and hand them in at the end.
 */
import { LAYERS, type Layer, type Milestone } from '../transport.ts'
import { between, type Instant, START, toMicroseconds } from '../units.ts'
import type { Figures } from './figure.ts'
import type { TrialOutcome, TrialRecord } from './trial-record.ts'

export class AttemptRecorder {
  readonly #beganAt: Instant
  readonly #milestonesUs: Partial<Record<Milestone, number>> = {}
  readonly #waits: number[] = LAYERS.map(() => 0)
  #end: { readonly outcome: TrialOutcome; readonly lastedUs: number } | undefined

  /** The attempt begins when the client wanted to connect, not when its socket opened. */
  constructor(beganAt: Instant = START) {
    this.#beganAt = beganAt
  }

  get isFinished(): boolean {
    return this.#end !== undefined
  }

  reached(milestone: Milestone, at: Instant): void {
    if (this.#end === undefined) this.#milestonesUs[milestone] ??= this.#elapsedUs(at)
  }

  /** Told when a script begins a wait, or when a layer below has come to the end of one. */
  waited(layer: Layer): void {
    if (this.#end !== undefined) return
    const index = LAYERS.indexOf(layer)
    this.#waits[index] = (this.#waits[index] ?? 0) + 1
  }

  finished(outcome: TrialOutcome, at: Instant): void {
    this.#end ??= { outcome, lastedUs: this.#elapsedUs(at) }
  }

  /** The record of a finished attempt; `figures`: what was counted until its end. */
  toRecord(figures: Figures): TrialRecord {
    const end = this.#end
    if (end === undefined) throw new Error('Expected a finished attempt, got one still running')
    if (end.outcome.kind !== 'failed' && this.#milestonesUs.ready === undefined) {
      throw new Error('Expected the milestone "ready" in an attempt that ended ready, got none')
    }
    return {
      outcome: end.outcome,
      lastedUs: end.lastedUs,
      milestonesUs: this.#milestonesUs,
      waits: this.#waits,
      figures,
    }
  }

  #elapsedUs(at: Instant): number {
    const elapsed = between(this.#beganAt, at)
    if (!(elapsed >= 0)) {
      throw new RangeError(`Expected an event at or after ${this.#beganAt} ns, got one at ${at} ns`)
    }
    return Math.round(toMicroseconds(elapsed))
  }
}
