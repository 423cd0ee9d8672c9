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
   * Its turn has come. Until then it is worked for, and {@link Processor.release} follows, or it is
   * done with. Nobody else is started before this has returned, so that what one answer changes is
   * changed as a whole.
   */
  serve(now: Instant): 'done' | Instant
}

/** Whoever decides whose turn it is: a processor, or what stands for one. */
export type Turns = Pick<Processor, 'claim' | 'release' | 'withdraw'>

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
    if (this.#serving || this.#busy >= this.#capacity) this.#line.add(customer)
    else this.#serve(customer, now)
  }

  /** What was `working` is done. */
  release(now: Instant): void {
    this.#busy -= 1
    if (!this.#serving) this.#serve(this.#next(), now)
  }

  /** Leaves the line. */
  withdraw(customer: Customer): void {
    this.#line.delete(customer)
  }

  /** And whoever comes into the line meanwhile, for as long as there is room. */
  #serve(first: Customer | undefined, now: Instant): void {
    this.#serving = true
    try {
      for (let customer = first; customer !== undefined; customer = this.#next()) {
        if (customer.serve(now) !== 'done') this.#busy += 1
      }
    } finally {
      this.#serving = false
    }
  }

  /** The head of the line, unless there is no room. */
  #next(): Customer | undefined {
    if (this.#line.size === 0 || this.#busy >= this.#capacity) return undefined
    const [head] = this.#line
    if (head !== undefined) this.#line.delete(head)
    return head
  }
}
