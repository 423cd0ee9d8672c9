/** Questions under way, each with the time by which its answer must have come. */
import type { Failure } from '../../transport.ts'
import { type Instant, plus } from '../../units.ts'
import type { XmlElement } from '../../xml/xml.ts'
import { isWanted, overdue } from './expectation.ts'
import type { Ask } from './order.ts'

interface Asked {
  readonly ask: Ask
  readonly until: Instant
}

export class Asks {
  /** In the order in which they were asked. */
  #asked: Asked[] = []

  add(ask: Ask, now: Instant): void {
    this.#asked.push({ ask, until: plus(now, ask.within) })
  }

  /** The oldest that this answers, taken out. */
  answeredBy(heard: XmlElement): Ask | undefined {
    const index = this.#asked.findIndex(({ ask }) => isWanted([ask.answer], heard))
    return index === -1 ? undefined : this.#asked.splice(index, 1)[0]?.ask
  }

  /** Those that anything satisfies, taken out: something has been heard. */
  satisfied(): readonly Ask[] {
    const isSatisfied = ({ ask }: Asked): boolean => ask.satisfiedBy === 'anything'
    const satisfied = this.#asked.filter(isSatisfied)
    if (satisfied.length > 0) this.#asked = this.#asked.filter((one) => !isSatisfied(one))
    return satisfied.map(({ ask }) => ask)
  }

  deadline(): Instant | undefined {
    return this.#next()?.until
  }

  /** Why the server is taken for lost, if something has not been answered in time. */
  failure(now: Instant): Failure | undefined {
    const next = this.#next()
    return next === undefined || now < next.until
      ? undefined
      : overdue([next.ask.answer], next.ask.within)
  }

  #next(): Asked | undefined {
    let next: Asked | undefined
    for (const one of this.#asked) if (next === undefined || one.until < next.until) next = one
    return next
  }
}
