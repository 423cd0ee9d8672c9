/**
 * Listens to a client’s dialogue and writes down its steps. It is given what arrives piece by piece
 * (`pieces.ts`).
 */
import type { Engine } from '../../engine.ts'
import type { TransportCommand } from '../../transport.ts'
import type { Instant } from '../../units.ts'
import type { DialogueInput, DialogueOutput } from '../../xmpp/dialogue/dialogue.ts'
import type { RecordedClientStep, RecordedConversation } from './conversation.ts'
import { piecesOf } from './pieces.ts'

export class ClientRecorder implements Engine<DialogueInput, DialogueOutput> {
  readonly #dialogue: Engine<DialogueInput, DialogueOutput>
  readonly #carriedBy: RecordedConversation['carriedBy']
  readonly #outputs: DialogueOutput[] = []
  readonly #steps: RecordedClientStep[] = []
  #heard = 0
  /** All that has been heard when it did something last. */
  #noted = 0
  #state: 'under-way' | 'whole' | 'beyond-recording' = 'under-way'

  constructor(
    dialogue: Engine<DialogueInput, DialogueOutput>,
    carriedBy: RecordedConversation['carriedBy'],
  ) {
    this.#dialogue = dialogue
    this.#carriedBy = carriedBy
  }

  /** Undefined where it did what cannot be told from what was heard. */
  get steps(): readonly RecordedClientStep[] | undefined {
    return this.#state === 'whole' ? this.#steps : undefined
  }

  handle(input: DialogueInput, now: Instant): void {
    if (input.kind === 'received') {
      for (const bytes of piecesOf(input.bytes, this.#carriedBy)) {
        this.#heard += bytes.length
        this.#dialogue.handle({ ...input, bytes }, now)
        this.#drain()
      }
      return
    }
    const step = this.#steps.at(-1)
    if (input.kind === 'secured' && step?.kind === 'secure') step.early = input.early
    this.#dialogue.handle(input, now)
    this.#drain()
  }

  poll(): DialogueOutput | undefined {
    this.#drain()
    return this.#outputs.shift()
  }

  deadline(): Instant | undefined {
    const deadline = this.#dialogue.deadline()
    // What it does when somebody does not answer in time depends on more than octets.
    if (deadline !== undefined && this.#state === 'under-way') this.#state = 'beyond-recording'
    return deadline
  }

  wake(now: Instant): void {
    this.#dialogue.wake(now)
    this.#drain()
  }

  #drain(): void {
    for (let output = this.#dialogue.poll(); output !== undefined; output = this.#dialogue.poll()) {
      if (this.#state === 'under-way') this.#note(output)
      this.#outputs.push(output)
    }
  }

  #note(output: DialogueOutput): void {
    switch (output.kind) {
      case 'said':
        this.#put({
          kind: 'say',
          octets: output.bytes,
          layer: output.expects === 'answer' ? output.step : undefined,
        })
        return
      case 'reached':
        this.#put(output)
        return
      case 'command':
        this.#order(output.command.kind)
        return
      case 'finished':
        if (output.outcome.kind === 'ready') this.#put(output.outcome)
        this.#state = output.outcome.kind === 'ready' ? 'whole' : 'beyond-recording'
        return
      default:
    }
  }

  #order(kind: TransportCommand['kind']): void {
    if (kind === 'connect' || kind === 'upgrade') this.#put({ kind })
    else if (kind === 'secure') this.#put({ kind, early: false })
    else if (kind !== 'send') this.#state = 'beyond-recording'
  }

  #put(step: RecordedClientStep): void {
    if (this.#heard > this.#noted) this.#steps.push({ kind: 'hear', octets: this.#heard })
    this.#noted = this.#heard
    this.#steps.push(step)
  }
}
