/** The clients of a storm with what their part of the mix has in common: its cell, its policy, its tally. */
import type { Random } from '../random.ts'
import type { Instant } from '../units.ts'
import type { Group } from './group.ts'
import { Roll } from './roll.ts'
import type { MixPart } from './spec.ts'
import { Tally } from './tally.ts'

export class Members {
  readonly roll: Roll
  /** In the order of the mix. */
  readonly tallies: readonly Tally[]
  /** Whether their links have one: all are of one profile. */
  readonly haveRadios: boolean
  readonly #groups: readonly Group[]

  constructor(clients: number, mix: readonly MixPart[], groups: readonly Group[]) {
    this.roll = new Roll(clients, mix)
    this.tallies = mix.map(() => new Tally())
    this.#groups = groups
    const { link } = this.groupOf(0).cell.drawLink(this.randomOf(0).fork('profile'))
    this.haveRadios = [...link.up, ...link.down].some(({ kind }) => kind === 'radio')
  }

  groupOf(client: number): Group {
    return known(this.#groups[this.roll.partOf(client)])
  }

  tallyOf(client: number): Tally {
    return known(this.tallies[this.roll.partOf(client)])
  }

  /** That of the trial with its number, the same whatever its strategy. */
  randomOf(client: number): Random {
    return this.groupOf(client).cell.random.fork(client)
  }

  begunAt(client: number): Instant {
    return (this.roll.begunAt[client] ?? 0) as Instant
  }

  /** When its first attempt began. */
  firstAt(client: number): Instant {
    return (this.roll.firstAt[client] ?? 0) as Instant
  }

  attemptsOf(client: number): number {
    return this.roll.attempts[client] ?? 0
  }

  /** Of its link, in nanoseconds; drawn once. */
  roundTripOf(client: number): number {
    const drawn = this.roll.roundTrip[client] ?? 0
    if (drawn > 0) return drawn
    const { rtt } = this.groupOf(client).cell.drawLink(this.randomOf(client).fork('profile'))
    this.roll.roundTrip[client] = rtt
    return rtt
  }
}

function known<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new RangeError('expected a part of the mix')
  return value
}
