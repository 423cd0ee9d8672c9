/**
 * What a client says: put into the framing, counted, and sent when there is no more to say, over
 * octets all of it in one write. Also knows whether an answer to it has been waited for.
 */
import { encodeText, type StreamHeader, type XmlElement } from '../../xml/xml.ts'
import type { Framing } from '../framing/framing.ts'
import { isStanza } from '../stream-management.ts'
import type { Counting } from './courtesy.ts'
import { Outgoing } from './outgoing.ts'
import type { DialogueOutput } from './output.ts'
import type { SpokenLayer } from './script.ts'
import { Said } from './utterance.ts'

export class Speech {
  readonly #framing: Framing
  readonly #counting: Counting
  readonly #put: (output: DialogueOutput) => void
  readonly #outgoing: Outgoing
  /** The layer of what was said last, until it has been waited for. */
  #unanswered: SpokenLayer | undefined

  constructor(framing: Framing, counting: Counting, put: (output: DialogueOutput) => void) {
    this.#framing = framing
    this.#counting = counting
    this.#put = put
    this.#outgoing = new Outgoing(framing.carriedBy)
  }

  open(step: SpokenLayer, header: StreamHeader): void {
    const text = this.#framing.header(header)
    this.#ask(step, encodeText(text), text)
  }

  say(step: SpokenLayer, element: XmlElement): void {
    this.#count(element)
    this.#ask(step, encodeText(this.#framing.element(element)), element)
  }

  /** Leaves with what was said before it, and is not waited for. */
  sayUnasked(step: SpokenLayer, element: XmlElement): void {
    this.#count(element)
    this.#say(step, encodeText(this.#framing.element(element)), element, 'nothing')
  }

  sayBytes(step: SpokenLayer, bytes: Uint8Array): void {
    this.#ask(step, bytes, `…(${bytes.length} octets)`)
    // Raw octets are written as the script says: each action is a write of its own.
    this.flush()
  }

  close(): void {
    const { footer } = this.#framing
    this.#say('data', encodeText(footer), footer, 'nothing')
  }

  /** Only to be heard: a space between elements, or no message at all (RFC 7395 §3.8). */
  sayNothing(): void {
    const nothing = this.#framing.carriedBy === 'octets' ? ' ' : ''
    this.#say('data', encodeText(nothing), nothing, 'nothing')
  }

  flush(): void {
    for (const bytes of this.#outgoing.take()) {
      this.#put({ kind: 'command', command: { kind: 'send', bytes } })
    }
  }

  discard(): void {
    this.#outgoing.discard()
  }

  /** The layer that a wait belongs to that begins now; undefined when that has been counted. */
  takeWait(): SpokenLayer | undefined {
    const layer = this.#unanswered
    this.#unanswered = undefined
    return layer
  }

  #count(element: XmlElement): void {
    if (isStanza(element)) this.#counting.sent?.send(element)
  }

  #ask(step: SpokenLayer, bytes: Uint8Array, content: XmlElement | string): void {
    this.#say(step, bytes, content, 'answer')
    this.#unanswered = step
  }

  #say(
    step: SpokenLayer,
    bytes: Uint8Array,
    content: XmlElement | string,
    expects: Said['expects'],
  ): void {
    this.#put(new Said({ step, bytes: bytes.length, expects }, content, this.#framing))
    this.#outgoing.add(bytes)
  }
}
