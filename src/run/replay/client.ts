/**
 * The client of a recorded conversation: says as many octets as the dialogue would at the same
 * time, in the same writes, and counts waits by the same rule (`../../xmpp/dialogue/dialogue.ts`).
 */
import { type Engine, Outputs } from '../../engine.ts'
import type { Failure, Layer } from '../../transport.ts'
import type { Instant } from '../../units.ts'
import type { DialogueInput, DialogueOutput } from '../../xmpp/dialogue/dialogue.ts'
import type { RecordedConversation } from './conversation.ts'
import type { Lengthening } from './lengthening.ts'
import { unsaid } from './unsaid.ts'

/** What is done before anything else can be said. */
const BLOCKING = {
  connect: { kind: 'command', command: { kind: 'connect' } },
  secure: { kind: 'command', command: { kind: 'secure' } },
  upgrade: { kind: 'command', command: { kind: 'upgrade' } },
} as const satisfies Readonly<Record<string, DialogueOutput>>

export class ReplayedClient implements Engine<DialogueInput, DialogueOutput> {
  readonly #steps: RecordedConversation['client']
  readonly #carriedBy: RecordedConversation['carriedBy']
  readonly #lengthening: Lengthening
  readonly #outputs = new Outputs<DialogueOutput>()
  /** The step that it is at: what it waits for, once it has begun. */
  #at = 0
  #state: 'unstarted' | 'waiting' | 'over' = 'unstarted'
  #heard = 0
  /** Octets of each write that has still to be made. */
  readonly #unsent: number[] = []
  /** The layer of what was said last, until it has been waited for. */
  #unanswered: Layer | undefined

  /** `lengthening`: of the server that it hears. */
  constructor(
    { client, carriedBy }: Pick<RecordedConversation, 'client' | 'carriedBy'>,
    lengthening: Lengthening,
  ) {
    this.#steps = client
    this.#carriedBy = carriedBy
    this.#lengthening = lengthening
  }

  handle(input: DialogueInput, _now: Instant): void {
    if (this.#state === 'over') return
    this.#begin()
    const step = this.#steps[this.#at]
    switch (input.kind) {
      case 'connected':
        if (step?.kind === 'connect') this.#goOn()
        return
      case 'upgraded':
        if (step?.kind === 'upgrade') this.#goOn()
        return
      case 'secured':
        if (step?.kind !== 'secure') return
        if (step.early === input.early) this.#goOn()
        else this.#leave(OTHERWISE)
        return
      case 'waited':
        this.#outputs.put(input)
        return
      case 'received':
        this.#heard += input.bytes.length
        if (step?.kind === 'hear' && this.#hasHeard(step.octets)) this.#goOn()
        return
      case 'closed':
        this.#leave(input.error ?? OTHERWISE)
        return
      default:
        throw new Error(`Expected nobody to order a replayed client, got "${input.kind}"`)
    }
  }

  poll(): DialogueOutput | undefined {
    this.#begin()
    return this.#outputs.poll()
  }

  deadline(): undefined {}

  wake(): void {}

  #begin(): void {
    if (this.#state !== 'unstarted') return
    this.#state = 'waiting'
    this.#act()
  }

  /** Past what it has waited for. */
  #goOn(): void {
    this.#at += 1
    this.#act()
  }

  /** Everything up to the next step that has to be waited for. */
  #act(): void {
    for (;;) {
      const step = this.#steps[this.#at]
      switch (step?.kind) {
        case 'reached':
          this.#outputs.put(step)
          break
        case 'say':
          this.#say(step.octets)
          if (step.layer !== undefined) this.#unanswered = step.layer
          break
        case 'connect':
        case 'secure':
        case 'upgrade':
          this.#flush()
          this.#outputs.put(BLOCKING[step.kind])
          return
        case 'hear':
          if (this.#hasHeard(step.octets)) break
          this.#flush()
          this.#wait()
          return
        case 'ready':
          this.#flush()
          this.#state = 'over'
          this.#outputs.put({ kind: 'finished', outcome: step })
          return
        case undefined:
          throw new Error('Expected a conversation to end with its client ready')
      }
      this.#at += 1
    }
  }

  #hasHeard(recorded: number): boolean {
    return this.#heard >= recorded && this.#heard >= this.#lengthening.of(recorded)
  }

  /** With what has been said before, or in a message of its own. */
  #say(octets: number): void {
    const before = this.#carriedBy === 'octets' ? (this.#unsent.pop() ?? 0) : 0
    this.#unsent.push(before + octets)
  }

  #flush(): void {
    for (const octets of this.#unsent) {
      this.#outputs.put({ kind: 'command', command: { kind: 'send', bytes: unsaid(octets) } })
    }
    this.#unsent.length = 0
  }

  #wait(): void {
    if (this.#unanswered === undefined) return
    this.#outputs.put({ kind: 'waited', layer: this.#unanswered })
    this.#unanswered = undefined
  }

  /** How a dialogue fails depends on its words: the trial is run again with them. */
  #leave(failure: Failure): void {
    this.#state = 'over'
    this.#outputs.put({ kind: 'finished', outcome: { kind: 'failed', failure } })
  }
}

const OTHERWISE: Failure = {
  code: 'protocol-violation',
  detail: 'expected what was recorded, found something else',
}
