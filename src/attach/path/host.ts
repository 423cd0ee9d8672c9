/**
 * The host at an end of a link: how long it takes to handle a packet that has arrived, from its
 * network card to TCP. One packet after the other.
 *
 * However short, it decides: a round trip that is exact to the microsecond sits on the edge of a
 * tick of the kernel's clock, where a real one never does.
 */
import type { Alarm } from '../../engine.ts'
import { drawnTime, type ProcessingTime, takesNone } from '../../processing-time.ts'
import type { Random } from '../../random.ts'
import { type Instant, later, plus, START } from '../../units.ts'

export class Host {
  readonly #clock: Alarm
  readonly #time: ProcessingTime
  readonly #random: Random
  /** When it has handled all that has arrived. */
  #free: Instant = START

  constructor(clock: Alarm, time: ProcessingTime, random: Random) {
    this.#clock = clock
    this.#time = time
    this.#random = random
  }

  /** A packet has arrived; the task is what comes of it. */
  receive(task: () => void): void {
    if (takesNone(this.#time)) {
      task()
      return
    }
    const ready = plus(this.#clock.now(), drawnTime(this.#time, this.#random))
    this.#free = later(ready, this.#free)
    this.#clock.at(this.#free, task)
  }
}
