/**
 * A client's dialogue on a layer that is a transport on a transport, as a WebSocket is: speaks as the
 * dialogue does without.
 */
import type { Engine } from '../../engine.ts'
import type { Random } from '../../random.ts'
import { isCommand, type Passing } from '../../transport.ts'
import { type Instant, START } from '../../units.ts'
import type { Framing } from '../framing/framing.ts'
import { Dialogue, type DialogueInput } from './dialogue.ts'
import type { DialogueOutput } from './output.ts'
import type { ReadyStream } from './ready-stream.ts'
import type { Script } from './script.ts'

/** What carries a dialogue that is not on the octets of TCP or TLS. */
export interface Carriage {
  readonly framing: Framing
  /** `random`: for what the layer draws. */
  readonly layer: (random: Random) => Engine<Passing, Passing>
}

/** `random`: for nonces, and forked for the layer. */
export function carriedDialogue(
  script: Script<ReadyStream>,
  random: Random,
  carriage: Carriage | undefined,
): Engine<DialogueInput, DialogueOutput> {
  if (carriage === undefined) return new Dialogue(script, { random })
  const dialogue = new Dialogue(script, { random, framing: carriage.framing })
  return new LayeredDialogue(dialogue, carriage.layer(random.fork('layer')))
}

export class LayeredDialogue implements Engine<DialogueInput, DialogueOutput> {
  readonly #dialogue: Dialogue
  readonly #layer: Engine<Passing, Passing>
  /** Of the last input. */
  #now: Instant = START

  constructor(dialogue: Dialogue, layer: Engine<Passing, Passing>) {
    this.#dialogue = dialogue
    this.#layer = layer
  }

  handle(input: DialogueInput, now: Instant): void {
    this.#now = now
    switch (input.kind) {
      case 'say':
      case 'ask':
      case 'white-space':
      case 'leave':
        this.#dialogue.handle(input, now)
        return
      default:
        this.#layer.handle(input, now)
    }
  }

  poll(): DialogueOutput | undefined {
    for (;;) {
      const said = this.#dialogue.poll()
      if (said !== undefined) {
        if (said.kind !== 'command') return said
        this.#layer.handle(said.command, this.#now)
        continue
      }
      const passing = this.#layer.poll()
      if (passing === undefined) return undefined
      if (isCommand(passing)) return { kind: 'command', command: passing }
      this.#dialogue.handle(passing, this.#now)
    }
  }

  deadline(): Instant | undefined {
    return this.#dialogue.deadline()
  }

  wake(now: Instant): void {
    this.#now = now
    this.#dialogue.wake(now)
  }
}
