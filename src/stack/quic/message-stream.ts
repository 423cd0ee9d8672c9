/**
 * One direction of a stream of whole messages: those that one end has written and the other has not
 * read yet. A message can be read when the last of its octets has arrived.
 */
export class MessageStream<Message> {
  #messages: { readonly end: number; readonly message: Message }[] = []
  #written = 0

  write(message: Message, length: number): void {
    this.#written += length
    this.#messages.push({ end: this.#written, message })
  }

  /** Whether there is a message that ends at or before stream position `upTo`. */
  has(upTo: number): boolean {
    const [first] = this.#messages
    return first !== undefined && first.end <= upTo
  }

  /** The one that is read next, if it is there. */
  next(upTo: number): Message | undefined {
    return this.has(upTo) ? this.#messages[0]?.message : undefined
  }

  read(upTo: number): Message | undefined {
    return this.has(upTo) ? this.#messages.shift()?.message : undefined
  }

  /** As if nothing had been written: what was has not arrived anywhere, and never will. */
  restart(): void {
    this.#messages = []
    this.#written = 0
  }
}
