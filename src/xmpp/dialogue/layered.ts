/**
 * A client's dialogue on what carries it: TLS or TCP, or a layer that is a transport on a transport,
 * as a WebSocket is. Speaks as the dialogue does in either case.
 */
import type { Engine } from '../../engine.ts'
import type { Random } from '../../random.ts'
import { isCommand, type Passing } from '../../transport.ts'
import { type Instant, START } from '../../units.ts'
import { encodeText } from '../../xml/xml.ts'
import type { HttpSession } from '../framing/bodies.ts'
import type { Framing } from '../framing/framing.ts'
import { OCTETS } from '../framing/octets.ts'
import { Dialogue, type DialogueInput } from './dialogue.ts'
import type { DialogueOutput } from './output.ts'
import type { ReadyStream } from './ready-stream.ts'
import type { Script } from './script.ts'

/** What carries a dialogue that is not on the octets of TCP or TLS. */
export interface Carriage {
  readonly framing: Framing
  /** `random`: for what the layer draws. */
  readonly layer: (random: Random) => CarryingLayer
}

export interface CarryingLayer extends Engine<Passing, Passing> {
  /** Of one that outlives its connection. */
  readonly session?: HttpSession | undefined
  /** The client has got through. */
  through?(): void
}

export interface CarriedDialogue extends Engine<DialogueInput, DialogueOutput> {
  /** The end of the stream, in the octets of what carries it, for whoever says it past the dialogue. */
  lastWord(): Uint8Array
  /** Of what carries it, where that outlives its connection. */
  readonly session: HttpSession | undefined
}

/** `random`: for nonces, and forked for the layer. */
export function carriedDialogue(
  script: Script<ReadyStream>,
  random: Random,
  carriage: Carriage | undefined,
): CarriedDialogue {
  if (carriage === undefined) return new BareDialogue(script, { random })
  return onCarriage(new Dialogue(script, { random, framing: carriage.framing }), random, carriage)
}

/** Whoever speaks as a dialogue does, in that framing. `random`: that of the dialogue. */
export const onCarriage = (
  speaker: Engine<DialogueInput, DialogueOutput>,
  random: Random,
  { framing, layer }: Carriage,
): CarriedDialogue =>
  new LayeredDialogue(speaker, layer(random.fork('layer')), encodeText(framing.footer))

class BareDialogue extends Dialogue implements CarriedDialogue {
  readonly session = undefined

  lastWord(): Uint8Array {
    return encodeText(OCTETS.footer)
  }
}

class LayeredDialogue implements CarriedDialogue {
  readonly #dialogue: Engine<DialogueInput, DialogueOutput>
  readonly #layer: CarryingLayer
  readonly #footer: Uint8Array
  /** Of the last input. */
  #now: Instant = START

  constructor(
    dialogue: Engine<DialogueInput, DialogueOutput>,
    layer: CarryingLayer,
    footer: Uint8Array,
  ) {
    this.#dialogue = dialogue
    this.#layer = layer
    this.#footer = footer
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
        if (said.kind === 'finished') this.#layer.through?.()
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

  get session(): HttpSession | undefined {
    return this.#layer.session
  }

  lastWord(): Uint8Array {
    this.#layer.handle({ kind: 'send', bytes: this.#footer }, this.#now)
    const said = this.#layer.poll()
    return said?.kind === 'send' ? said.bytes : new Uint8Array(0)
  }
}
