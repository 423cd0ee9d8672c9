/**
 * The server as it is for those who write to the client: it takes what they send, or is down. While it
 * is down their own servers keep it, or they do, who have lost their connections too; it comes when the
 * server is there again. (Left out: how long those take to notice that.)
 */
import type { XmlElement } from '../xml/xml.ts'
import type { Far } from './parts.ts'

export class ServerSide {
  readonly #far: Far
  readonly #toSession: (message: XmlElement) => void
  readonly #held: XmlElement[] = []
  #state: 'up' | 'down' = 'up'

  /** `toSession`: told of what has gone to a session. */
  constructor(far: Far, toSession: (message: XmlElement) => void) {
    this.#far = far
    this.#toSession = toSession
  }

  get state(): 'up' | 'down' {
    return this.#state
  }

  /** From now on nobody listens there; what becomes of its sessions. */
  stop(sessions: 'kept' | 'lost'): void {
    this.#state = 'down'
    this.#far.stop(sessions)
  }

  start(): void {
    this.#state = 'up'
    this.#far.start()
    for (const message of this.#held.splice(0)) this.deliver(message)
  }

  deliver(message: XmlElement): void {
    if (this.#state === 'down') this.#held.push(message)
    else if (this.#far.deliver(message)) this.#toSession(message)
  }

  /** Whether it is still to come from there. */
  holds(message: XmlElement): boolean {
    return this.#held.includes(message) || this.#far.holds(message)
  }
}
