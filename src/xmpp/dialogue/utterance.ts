/**
 * What is said and heard, as a trace shows it: text on demand only, because a trial among a
 * million is never looked at, and with secrets replaced (`redaction.ts`).
 */
import type { StreamEvent, XmlElement } from '../../xml/xml.ts'
import type { Framing } from '../framing/framing.ts'
import { redact } from './redaction.ts'
import type { SpokenLayer } from './script.ts'

export class Said {
  readonly kind = 'said'
  readonly step: SpokenLayer
  /** Octets on the stream, before TLS. */
  readonly bytes: number
  /** Whether it can be waited for. */
  readonly expects: 'answer' | 'nothing'
  readonly #content: XmlElement | string
  readonly #framing: Framing

  constructor(
    { step, bytes, expects }: Pick<Said, 'step' | 'bytes' | 'expects'>,
    content: XmlElement | string,
    framing: Framing,
  ) {
    this.step = step
    this.bytes = bytes
    this.expects = expects
    this.#content = content
    this.#framing = framing
  }

  get xml(): string {
    const content = this.#content
    return typeof content === 'string' ? content : this.#framing.element(redact(content))
  }
}

export class Heard {
  readonly kind = 'heard'
  readonly #event: StreamEvent
  readonly #framing: Framing

  constructor(event: StreamEvent, framing: Framing) {
    this.#event = event
    this.#framing = framing
  }

  /** Of the element, if it is one. */
  get name(): string | undefined {
    return this.#event.kind === 'element' ? this.#event.element.name : undefined
  }

  get xml(): string {
    return written(this.#event, this.#framing)
  }
}

const written = (event: StreamEvent, framing: Framing): string => {
  switch (event.kind) {
    case 'header': {
      const { attributes, declaration } = event
      return framing.header({ ...attributes, lang: attributes['xml:lang'], declaration })
    }
    case 'element':
      return framing.element(redact(event.element))
    case 'end':
      return framing.footer
    case 'error':
      return `<!-- ${event.failure.detail} -->`
  }
}
