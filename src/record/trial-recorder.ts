/**
 * Folds the events of one trial into one record.
 *
 * A milestone counts when it is reached first: `secured` comes twice when TLS early data was
 * accepted, and what the client could do with the first is what matters. Nothing counts after
 * the end: what a connection does once it is ready belongs to another measurement. Packets and
 * octets are not events here; the link and TCP count them better and hand them in at the end.
 */
import { type FailureCode, LAYERS, type Layer } from '../transport.ts'
import { between, type Instant, START, toMicroseconds } from '../units.ts'
import type { Milestone } from './milestone.ts'

export type Outcome =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'failed'
      readonly code: FailureCode
      /** One line for people: what was expected and what was found. */
      readonly detail?: string
    }

export type TrialEvent =
  | { readonly kind: 'reached'; readonly milestone: Milestone; readonly at: Instant }
  /** A wait: told when a script begins one, or when a layer below has come to the end of one. */
  | { readonly kind: 'waited'; readonly layer: Layer; readonly at: Instant }
  | { readonly kind: 'finished'; readonly outcome: Outcome; readonly at: Instant }

/** What one end sent in one direction, dropped packets included. */
export interface Flow {
  readonly packets: number
  /** Octets written to TCP, each counted once: TLS records and clear text. */
  readonly bytes: number
  /** Octets on the link: payload, TCP and IP headers, retransmissions. */
  readonly linkBytes: number
  /** How many of the packets were retransmissions. */
  readonly retransmitted: number
}

export interface Traffic {
  readonly up: Flow
  readonly down: Flow
}

export interface TrialRecord {
  readonly outcome: Outcome
  /** Microseconds from the attempt's beginning to its end. */
  readonly lastedUs: number
  /** Microseconds from the attempt's beginning; absent when not reached. */
  readonly milestonesUs: Readonly<Partial<Record<Milestone, number>>>
  /** How many waits each layer cost, in the order of `LAYERS`. */
  readonly waits: readonly number[]
  readonly traffic: Traffic
}

const LAYER_INDEX: ReadonlyMap<Layer, number> = new Map(
  LAYERS.map((layer, index) => [layer, index]),
)

export class TrialRecorder {
  readonly #beganAt: Instant
  readonly #milestonesUs: Partial<Record<Milestone, number>> = {}
  readonly #waits: number[] = LAYERS.map(() => 0)
  #end: { readonly outcome: Outcome; readonly lastedUs: number } | undefined

  /** The attempt begins when the client wanted to connect, not when its socket opened. */
  constructor(beganAt: Instant = START) {
    this.#beganAt = beganAt
  }

  get finished(): boolean {
    return this.#end !== undefined
  }

  handle(event: TrialEvent): void {
    if (this.#end !== undefined) return
    switch (event.kind) {
      case 'reached':
        this.#milestonesUs[event.milestone] ??= this.#elapsedUs(event.at)
        return
      case 'waited': {
        const index = LAYER_INDEX.get(event.layer) ?? 0
        this.#waits[index] = (this.#waits[index] ?? 0) + 1
        return
      }
      case 'finished':
        this.#end = { outcome: event.outcome, lastedUs: this.#elapsedUs(event.at) }
        return
    }
  }

  /** The record of a finished trial. */
  toRecord(traffic: Traffic): TrialRecord {
    const end = this.#end
    if (end === undefined) throw new Error('Expected a finished trial, got one still running')
    if (end.outcome.kind === 'ready' && this.#milestonesUs.ready === undefined) {
      throw new Error('Expected the milestone "ready" in a trial that ended ready, got none')
    }
    return {
      outcome: end.outcome,
      lastedUs: end.lastedUs,
      milestonesUs: this.#milestonesUs,
      waits: this.#waits,
      traffic,
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
