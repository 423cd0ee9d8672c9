/** Whoever holds the device. Who has it asleep in a pocket writes nothing, but as soon as it wakes. */
import type { LifeInput } from '../client/signals.ts'

export class Writer {
  readonly #write: () => void
  #waiting = 0
  #state: 'awake' | 'asleep' = 'awake'

  constructor(write: () => void) {
    this.#write = write
  }

  /** The hour has come to write a message. */
  due(): void {
    if (this.#state === 'asleep') this.#waiting += 1
    else this.#write()
  }

  /** What the device has told its client. */
  told({ kind }: Pick<LifeInput, 'kind'>): void {
    if (kind === 'slept') this.#state = 'asleep'
    if (kind !== 'woke') return
    this.#state = 'awake'
    for (; this.#waiting > 0; this.#waiting -= 1) this.#write()
  }
}
