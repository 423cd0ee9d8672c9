/**
 * The server's side of a scripted dialogue, as an engine: counts what arrives, and answers each
 * flight when all of it is there and the thinking is done.
 */
import type { Engine } from '../engine.ts'
import type { TransportCommand, TransportEvent } from '../transport.ts'
import { type Instant, plus } from '../units.ts'
import type { ScriptedDialogue } from './dialogue-file.ts'
import { total } from './script.ts'

export class Responder implements Engine<TransportEvent, TransportCommand> {
  readonly #dialogue: ScriptedDialogue
  readonly #outputs: TransportCommand[] = []
  #flight = 0
  #arrived = 0
  #deadline: Instant | undefined

  constructor(dialogue: ScriptedDialogue) {
    this.#dialogue = dialogue
  }

  handle(event: TransportEvent, now: Instant): void {
    if (event.kind !== 'received') return
    this.#arrived += event.bytes.length
    const flight = this.#dialogue.flights[this.#flight]
    if (flight === undefined || this.#deadline !== undefined) return
    if (this.#arrived < total(flight.up)) return
    this.#arrived -= total(flight.up)
    if (flight.think === 0) this.#answer()
    else this.#deadline = plus(now, flight.think)
  }

  poll(): TransportCommand | undefined {
    return this.#outputs.shift()
  }

  deadline(): Instant | undefined {
    return this.#deadline
  }

  wake(): void {
    this.#deadline = undefined
    this.#answer()
  }

  #answer(): void {
    const flight = this.#dialogue.flights[this.#flight]
    this.#flight += 1
    for (const octets of flight?.down ?? []) {
      this.#outputs.push({ kind: 'send', bytes: new Uint8Array(octets) })
    }
  }
}
