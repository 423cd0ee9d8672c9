/**
 * What runs of a client on its device, for one connection: an engine, its timers, and the receive buffer of
 * its socket. They sleep and wake together, and what has come is read before any timer strikes.
 */
import { type Alarm, Driver, type Engine } from '../engine.ts'
import type { Instant } from '../units.ts'
import { ReceiveBuffer } from './receive-buffer.ts'
import { Sleeper } from './sleeper.ts'

export class RunningClient<Input, Output> {
  readonly #clock: Alarm
  readonly #sleeper: Sleeper<Input, Output>
  readonly #driver: Driver<Input, Output>
  readonly #received = new ReceiveBuffer<Input>((input) => this.#driver.handle(input))
  #state: 'fresh' | 'begun' = 'fresh'

  constructor(
    engine: Omit<Engine<Input, Output>, 'attention'>,
    clock: Alarm,
    deliver: (output: Output, now: Instant) => void,
  ) {
    this.#clock = clock
    this.#sleeper = new Sleeper(engine)
    this.#driver = new Driver(this.#sleeper, clock, deliver)
  }

  begin(): void {
    this.#state = 'begun'
    this.#driver.begin()
  }

  /** Told by whoever is awake with it. */
  handle(input: Input): void {
    this.#driver.handle(input)
  }

  /** It has come to its socket. */
  receive(input: Input): void {
    this.#received.take(input)
  }

  /** For good. */
  stop(): void {
    this.#driver.stop()
  }

  sleep(): void {
    this.#received.sleep()
    this.#sleeper.sleep()
    this.#setTimer()
  }

  wake(): void {
    this.#sleeper.rise(this.#clock.now())
    this.#received.wake()
    this.#setTimer()
  }

  /** Anew, or off; there is none before it begins. */
  #setTimer(): void {
    if (this.#state === 'begun') this.#driver.begin()
  }
}
