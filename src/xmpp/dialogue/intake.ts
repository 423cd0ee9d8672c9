/**
 * What a client makes of what it hears: what the script wants goes to the script, what answers a
 * question to whoever asked; everything else is met with courtesy or handed on.
 */
import type { Failure } from '../../transport.ts'
import type { ReaderLimits, XmlElement } from '../../xml/xml.ts'
import type { Framing } from '../framing/framing.ts'
import { STREAMS } from '../namespaces.ts'
import { isStanza } from '../stream-management.ts'
import { Asks } from './asks.ts'
import { type Counting, courtesy } from './courtesy.ts'
import { brokenOff, isWanted, streamError } from './expectation.ts'
import { Inbox } from './inbox.ts'
import type { LocalState } from './local-state.ts'
import type { DialogueOutput } from './output.ts'
import type { Reply, Wanted } from './script.ts'
import type { Speech } from './speech.ts'
import { Heard } from './utterance.ts'

/** The reply that was wanted, why there will be none, or undefined as long as there is none. */
export type Received =
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'broken'; readonly failure: Failure }
  | undefined

export class Intake {
  /** Holds nothing whenever somebody waits for an element. */
  readonly inbox: Inbox
  readonly asks = new Asks()
  readonly #framing: Framing
  readonly #counting: Counting
  readonly #speech: Speech
  readonly #put: (output: DialogueOutput) => void
  #state: LocalState | undefined

  constructor(
    { framing, limits }: { readonly framing: Framing; readonly limits: ReaderLimits | undefined },
    counting: Counting,
    speech: Speech,
    put: (output: DialogueOutput) => void,
  ) {
    this.inbox = new Inbox(framing, limits)
    this.#framing = framing
    this.#counting = counting
    this.#speech = speech
    this.#put = put
  }

  /** From here on this takes note of what arrives. */
  follow(state: LocalState): void {
    this.#state = state
  }

  /** Takes what has arrived until something wanted comes; the rest is dealt with on the way. */
  take(wanted: readonly Wanted[]): Received {
    for (;;) {
      const event = this.inbox.next()
      if (event === undefined) return undefined
      this.#put(new Heard(event, this.#framing))
      switch (event.kind) {
        case 'error':
          return broken(event.failure)
        case 'end':
          return broken(brokenOff({ kind: 'expect', wanted }, 'the end of the stream'))
        case 'header':
          if (wanted.some((one) => one.kind === 'header')) return { kind: 'reply', reply: event }
          break
        case 'element': {
          const { element } = event
          if (element.is('error', STREAMS)) return broken(streamError(element))
          if (isStanza(element)) this.#counting.handled?.receive()
          if (isWanted(wanted, element)) {
            return { kind: 'reply', reply: { kind: 'element', element } }
          }
          const failure = this.#notWanted(element)
          if (failure !== undefined) return broken(failure)
          for (const ask of this.asks.satisfied()) {
            this.#put({ kind: 'answered', ask, answer: element })
          }
        }
      }
    }
  }

  #notWanted(heard: XmlElement): Failure | undefined {
    const answer = this.#state?.take(heard)
    if (answer !== undefined) {
      this.#speech.sayUnasked('data', answer)
      return undefined
    }
    const ask = this.asks.answeredBy(heard)
    if (ask !== undefined) this.#put({ kind: 'answered', ask, answer: heard })
    const reaction = courtesy(heard, this.#counting)
    switch (reaction.kind) {
      case 'offence':
        return reaction.failure
      case 'answer':
        this.#speech.sayUnasked('sm', reaction.element)
        break
      case 'acknowledged':
        if (reaction.stanzas.length > 0) this.#put(reaction)
        break
      case 'silence':
        if (ask === undefined && isStanza(heard)) this.#put({ kind: 'arrived', stanza: heard })
    }
    return undefined
  }
}

const broken = (failure: Failure): Received => ({ kind: 'broken', failure })
