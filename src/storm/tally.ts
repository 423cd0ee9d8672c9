/** What a storm comes to, part by part of its mix. */
import { Histogram, LATENCY_MAX_US } from '../record/histogram.ts'
import type { FailureCode } from '../transport.ts'

export class Tally {
  clients = 0
  attempts = 0
  /** SYNs. */
  dropped = 0
  /** Attempts that met a reset at the server's door. */
  refused = 0
  back = 0
  gaveUp = 0
  /** Clients that never notice. */
  unnoticed = 0
  readonly failures = new Map<FailureCode, number>()
  /** Microseconds from when a client wanted to be back, or could, until it was. */
  readonly waits = new Histogram()

  failed(code: FailureCode): void {
    this.failures.set(code, (this.failures.get(code) ?? 0) + 1)
  }

  cameBack(nanoseconds: number): void {
    this.back += 1
    this.waits.record(
      Math.min(LATENCY_MAX_US, Math.round(nanoseconds / NANOSECONDS_PER_MICROSECOND)),
    )
  }

  merge(other: Tally): void {
    this.clients += other.clients
    this.attempts += other.attempts
    this.dropped += other.dropped
    this.refused += other.refused
    this.back += other.back
    this.gaveUp += other.gaveUp
    this.unnoticed += other.unnoticed
    for (const [code, count] of other.failures) {
      this.failures.set(code, (this.failures.get(code) ?? 0) + count)
    }
    this.waits.merge(other.waits.toSnapshot())
  }
}

const NANOSECONDS_PER_MICROSECOND = 1_000
