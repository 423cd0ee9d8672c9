/**
 * The embedded server: one domain, the processor that its connections share, and the connections
 * that it accepts.
 */
import { type AcceptOptions, ServerConnection } from './connection.ts'
import { Domain } from './domain.ts'
import type { DomainOptions } from './domain-state.ts'
import { Processor, type Turns } from './processor.ts'

export class Server {
  readonly domain: Domain
  readonly #processor: Turns

  /** `processor`: one of its own, unless it shares another's. */
  constructor(from: DomainOptions | Domain, processor?: Turns) {
    this.domain = from instanceof Domain ? from : new Domain(from)
    this.#processor = processor ?? new Processor(this.domain.settings.capacity)
  }

  /** A server in the same state, idle, of which nothing that happens to it is seen here. */
  fork(processor?: Turns): Server {
    return new Server(this.domain.fork(), processor)
  }

  accept(options: AcceptOptions): ServerConnection {
    return new ServerConnection(this.domain, this.#processor, options)
  }
}
