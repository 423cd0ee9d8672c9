/** Two stacks with no distance between them: what one has for the link, the other has at once. */
import { type FromLink, isForLink, type Stack, type ToLink } from '../../src/stack/stack.ts'
import type { Segment } from '../../src/tcp/segment.ts'
import { type Instant, START } from '../../src/units.ts'

type Reported = { readonly kind: string }

export class NoDistance<Command, Report extends Reported> {
  now: Instant = START
  readonly reports: { readonly client: Report[]; readonly server: Report[] } = {
    client: [],
    server: [],
  }
  /** DNS queries that nobody has answered. */
  readonly queries: Extract<ToLink, { readonly kind: 'query' }>[] = []
  /** Called for every segment; one that is withheld does not arrive. */
  withhold: (segment: Segment) => boolean = () => false
  readonly #client: Stack<Command, Report>
  readonly #server: Stack<Command, Report>

  constructor(client: Stack<Command, Report>, server: Stack<Command, Report>) {
    this.#client = client
    this.#server = server
  }

  tell(who: 'client' | 'server', input: Command | FromLink): void {
    const stack = who === 'client' ? this.#client : this.#server
    stack.handle(input, this.now)
    this.settle()
  }

  wake(who: 'client' | 'server', at: Instant): void {
    this.now = at
    const stack = who === 'client' ? this.#client : this.#server
    stack.wake(at)
    this.settle()
  }

  /** Until both are silent. */
  settle(): void {
    while (this.#drain('client') || this.#drain('server')) {}
  }

  #drain(who: 'client' | 'server'): boolean {
    const [from, to] =
      who === 'client' ? [this.#client, this.#server] : [this.#server, this.#client]
    let spoke = false
    for (let output = from.poll(); output !== undefined; output = from.poll()) {
      spoke = true
      if (!isForLink(output)) this.reports[who].push(output)
      else if (output.kind === 'query') this.queries.push(output)
      else if (output.kind === 'datagram') to.handle(output, this.now)
      else if (!this.withhold(output.segment)) {
        to.handle({ kind: 'segment', segment: output.segment }, this.now)
      }
    }
    return spoke
  }
}
