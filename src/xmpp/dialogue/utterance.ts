/**
 * What is said and heard, as a trace shows it: text on demand only, because a trial among a
 * million is never looked at, and with secrets replaced (`redaction.ts`).
 */

import { STREAM_FOOTER, type StreamEvent, streamHeader, type XmlElement } from '../../xml/xml.ts'
import { redact } from './redaction.ts'
import type { SpokenLayer } from './script.ts'

export class Said {
  readonly kind = 'said'
  readonly step: SpokenLayer
  /** Octets on the stream, before TLS. */
  readonly bytes: number
  readonly #content: XmlElement | string

  constructor(step: SpokenLayer, bytes: number, content: XmlElement | string) {
    this.step = step
    this.bytes = bytes
    this.#content = content
  }

  get xml(): string {
    return typeof this.#content === 'string' ? this.#content : redact(this.#content).serialize()
  }
}

export class Heard {
  readonly kind = 'heard'
  readonly #event: StreamEvent

  constructor(event: StreamEvent) {
    this.#event = event
  }

  get xml(): string {
    return written(this.#event)
  }
}

const written = (event: StreamEvent): string => {
  switch (event.kind) {
    case 'header': {
      const { attributes, declaration } = event
      return streamHeader({ ...attributes, lang: attributes['xml:lang'], declaration })
    }
    case 'element':
      return redact(event.element).serialize()
    case 'end':
      return STREAM_FOOTER
    case 'error':
      return `<!-- ${event.failure.detail} -->`
  }
}
