/**
 * Whoever answers on a transport, on a layer that is a transport on a transport: speaks as it does
 * without.
 */
import type { Engine } from '../engine.ts'
import {
  isCommand,
  type Passing,
  type TransportCommand,
  type TransportEvent,
} from '../transport.ts'
import { type Instant, START, soonest } from '../units.ts'
import { wakeIfDue } from './deadlines.ts'

type Answering = Engine<TransportEvent, TransportCommand>

export class Layered implements Answering {
  readonly #top: Answering
  readonly #layer: Engine<Passing, Passing>
  /** Of the last input. */
  #now: Instant = START

  constructor(top: Answering, layer: Engine<Passing, Passing>) {
    this.#top = top
    this.#layer = layer
  }

  handle(event: TransportEvent, now: Instant): void {
    this.#now = now
    this.#layer.handle(event, now)
  }

  poll(): TransportCommand | undefined {
    for (;;) {
      const command = this.#top.poll()
      if (command !== undefined) {
        this.#layer.handle(command, this.#now)
        continue
      }
      const passing = this.#layer.poll()
      if (passing === undefined || isCommand(passing)) return passing
      this.#top.handle(passing, this.#now)
    }
  }

  deadline(): Instant | undefined {
    return soonest(this.#top.deadline(), this.#layer.deadline())
  }

  wake(now: Instant): void {
    this.#now = now
    wakeIfDue(this.#top, now)
    wakeIfDue(this.#layer, now)
  }

  attention(ask: () => void): void {
    this.#top.attention?.(ask)
  }
}
