/**
 * The capacity that the connections of one server share: how many answers it works on at a time.
 * Who comes when it is busy waits in line: first come, first served.
 *
 * Models a pool of equal workers, each busy for the think time of one answer. Left out: work that
 * yields while it waits for a database, priorities, and the cost of TLS, which is charged below.
 * A connection that is gone gives back what it held, though a real server may finish in vain.
 */
import type { Instant } from '../../units.ts'
import type { ServerSettings } from './settings.ts'

/** Whoever wants to be worked for. */
export interface Customer {
  /**
   * Its turn has come. `working`: for longer, until {@link Processor.release}. Nobody else is
   * started before this has returned, so that what one answer changes is changed as a whole.
   */
  serve(now: Instant): 'done' | 'working'
}

export class Processor {
  readonly #capacity: number
  #busy = 0
  /** In the order of their coming. */
  readonly #line = new Set<Customer>()
  #serving = false

  /** `capacity`: answers at a time, a whole number from 1. */
  constructor(capacity: ServerSettings['capacity']) {
    this.#capacity = capacity === 'unlimited' ? Number.POSITIVE_INFINITY : capacity
  }

  /** Served at once if there is room, and nobody is being served at this very moment. */
  claim(customer: Customer, now: Instant): void {
    this.#line.add(customer)
    this.#serve(now)
  }

  /** What was `working` is done. */
  release(now: Instant): void {
    this.#busy -= 1
    this.#serve(now)
  }

  /** Leaves the line. */
  withdraw(customer: Customer): void {
    this.#line.delete(customer)
  }

  #serve(now: Instant): void {
    if (this.#serving) return
    this.#serving = true
    try {
      // A set goes on to what is added while it is walked through.
      for (const customer of this.#line) {
        if (this.#busy >= this.#capacity) break
        this.#line.delete(customer)
        if (customer.serve(now) === 'working') this.#busy += 1
      }
    } finally {
      this.#serving = false
    }
  }
}
