/**
 * What has arrived at a client and has not been asked for yet: events of the XML stream, or, for
 * scripts that are not XML, counted octets, whose content is of no interest.
 */
import { Fifo } from '../../fifo.ts'
import type { ReaderLimits, StreamEvent } from '../../xml/xml.ts'
import type { FramedReader, Framing } from '../framing/framing.ts'

export class Inbox {
  readonly #reader: FramedReader
  #events = new Fifo<StreamEvent>()
  #mode: 'xml' | 'octets' = 'xml'
  /** Octets arrived and not yet asked for. */
  #octets = 0

  constructor(framing: Framing, limits: ReaderLimits | undefined) {
    this.#reader = framing.reader(limits)
  }

  receive(bytes: Uint8Array): void {
    if (this.#mode === 'octets') this.#octets += bytes.length
    else for (const event of this.#reader.feed(bytes)) this.#events.push(event)
  }

  /** The next event, taken out. */
  next(): StreamEvent | undefined {
    return this.#events.shift()
  }

  /** From the first raw action on, nothing is parsed any more. */
  turnToOctets(): void {
    this.#mode = 'octets'
  }

  /** Takes so many octets if so many have arrived. */
  takeOctets(count: number): boolean {
    this.turnToOctets()
    if (this.#octets < count) return false
    this.#octets -= count
    return true
  }

  /**
   * Before TLS: nothing that came in the clear may be taken for something that came in TLS
   * (RFC 6120 §5.4.3.3). Says whether something had come that nobody has asked for.
   */
  forgetCleartext(): 'nothing-left' | 'more-in-the-clear' {
    if (this.#events.length > 0 || this.#reader.unfinished) return 'more-in-the-clear'
    this.#reader.reset()
    return 'nothing-left'
  }

  forgetAll(): void {
    this.#events = new Fifo()
  }
}
