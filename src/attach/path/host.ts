/**
 * The host at an end of a link: how long it takes to handle a packet that has arrived, from its
 * network card to TCP. One packet after the other.
 *
 * However short, it decides: a round trip that is exact to the microsecond sits on the edge of a
 * tick of the kernel's clock, where a real one never does.
 */
import { type Alarm, Task } from '../../engine.ts'
import { drawnTime, type ProcessingTime, takesNone } from '../../processing-time.ts'
import type { Random } from '../../random.ts'
import { type Instant, later, plus, START } from '../../units.ts'

/** A packet that is being handled. */
class Handling<Input> extends Task {
  readonly #input: Input
  readonly #hear: (input: Input) => void

  constructor(input: Input, hear: (input: Input) => void) {
    super()
    this.#input = input
    this.#hear = hear
  }

  override run(): void {
    this.#hear(this.#input)
  }
}

export class Host {
  readonly #clock: Alarm
  readonly #time: ProcessingTime | 'none'
  readonly #random: Random
  /** When it has handled all that has arrived. */
  #free: Instant = START

  constructor(clock: Alarm, time: ProcessingTime, random: Random) {
    this.#clock = clock
    this.#time = takesNone(time) ? 'none' : time
    this.#random = random
  }

  /** A packet has arrived, to be heard by whoever it is for. */
  receive<Input>(input: Input, hear: (input: Input) => void): void {
    const time = this.#time
    if (time === 'none') {
      hear(input)
      return
    }
    const ready = plus(this.#clock.now(), drawnTime(time, this.#random))
    this.#free = later(ready, this.#free)
    this.#clock.set(new Handling(input, hear), this.#free)
  }
}
