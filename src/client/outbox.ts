/**
 * What the user has sent, in that order, until the client has no reason to keep it: until the
 * server has acknowledged it, or, on a stream without stream management, until it has been said.
 */
import type { XmlElement } from '../xml/xml.ts'

export class Outbox {
  readonly #kept = new Set<XmlElement>()

  add(message: XmlElement): void {
    this.#kept.add(message)
  }

  holds(message: XmlElement): boolean {
    return this.#kept.has(message)
  }

  /** Said on a stream where nobody will say that it arrived. */
  forget(messages: Iterable<XmlElement>): void {
    for (const message of messages) this.#kept.delete(message)
  }

  /**
   * What is to be said on a stream that is ready: all but what went into its ledger on the way,
   * because it was resumed or has taken over what the one before may not have delivered.
   */
  missingFrom(carried: readonly XmlElement[]): readonly XmlElement[] {
    const there = new Set(carried)
    return [...this.#kept].filter((message) => !there.has(message))
  }
}
