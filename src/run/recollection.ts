/**
 * What a client that comes back again and again remembers of XMPP: of the last stream that was ready,
 * or of the session before its life.
 */
import { attempted, type Memory, remember } from '../xmpp/dialogue/memory.ts'
import type { ReadyStream } from '../xmpp/dialogue/ready-stream.ts'

export class Recollection {
  #memory: Memory
  #stream: ReadyStream | undefined

  constructor(memory: Memory) {
    this.#memory = memory
  }

  /** This one is ready, and alive until the next attempt asks. */
  ofStream(stream: ReadyStream): void {
    this.#stream = stream
  }

  /** For an attempt that begins now. */
  forAttempt(): Memory {
    const stream = this.#stream
    if (stream !== undefined) this.#memory = remember(stream)
    const memory = this.#memory
    this.#stream = undefined
    this.#memory = attempted(memory)
    return memory
  }
}
