/** What all connections of a capture together show of the link that they ran over. */

import { DIRECTIONS, type Direction } from '../../direction.ts'
import { toMilliseconds } from '../../units.ts'
import type { SeenLink } from './analysed.ts'
import type { CapturedConversation } from './conversation.ts'
import { roundTripOf } from './handshake.ts'

const SAMPLES_MAX = 100_000

export class LinkLog {
  readonly #rtts: number[] = []
  readonly #segments = { up: 0, down: 0 }
  readonly #retransmitted = { up: 0, down: 0 }
  readonly #rates: Readonly<Record<Direction, number[]>> = { up: [], down: [] }
  #connections = 0

  add({ handshake, counts, trains }: CapturedConversation): void {
    this.#connections += 1
    if (handshake !== undefined && this.#rtts.length < SAMPLES_MAX) {
      this.#rtts.push(toMilliseconds(roundTripOf(handshake)))
    }
    // Whoever stands beside the sender sees what it sends, and not what the link makes of it.
    const isAtClient = handshake !== undefined && handshake.near <= handshake.far
    for (const way of DIRECTIONS) {
      this.#segments[way] += counts[way].segments
      this.#retransmitted[way] += counts[way].retransmitted
      if (isAtClient === (way === 'down') && this.#rates[way].length < SAMPLES_MAX) {
        this.#rates[way].push(...trains[way].rates)
      }
    }
  }

  seen(): SeenLink {
    const loss = (way: Direction): number | undefined =>
      this.#segments[way] === 0 ? undefined : this.#retransmitted[way] / this.#segments[way]
    return {
      rttsMs: this.#rtts.toSorted((one, other) => one - other),
      loss: { up: loss('up'), down: loss('down') },
      rate: { up: median(this.#rates.up), down: median(this.#rates.down) },
      connections: this.#connections,
    }
  }
}

const median = (values: readonly number[]): number | undefined =>
  values.toSorted((one, other) => one - other)[Math.floor((values.length - 1) / 2)]
