/**
 * The lives of a cell that a real server cannot be part of, and why: none of them where its scenario
 * does something to the server, some where their sessions would have had to end.
 */
import type { Strategy } from '../../../strategies/strategy.ts'
import type { Course } from '../../spec.ts'

/** So many, and none that could be lived, are enough. */
const ENOUGH = 3

export class Unlived {
  readonly #name: string
  readonly #atServer: boolean
  #count = 0
  #why: string | undefined

  constructor({ name }: Pick<Strategy, 'name'>, course: Course | undefined) {
    const { scenario, policy } = course ?? {}
    this.#name = `${name} in ${scenario?.name} by ${policy?.name}`
    this.#atServer = scenario?.events.some(({ what }) => what.kind === 'server-restart') === true
    if (this.#atServer) this.#why = NOBODY_RESTARTS
  }

  get count(): number {
    return this.#count
  }

  /** There is no use in going on. */
  get isHopeless(): boolean {
    return this.#atServer || this.#count >= ENOUGH
  }

  add(why: string): void {
    this.#count += 1
    this.#why ??= why
  }

  /** Whose lives, and what is in their way, in words. */
  get entry(): readonly [string, string] {
    const lives = this.#count === 1 ? '1 life' : `${this.#count} lives`
    const some = this.#count === 0 ? '' : ` (${lives})`
    return [this.#name, `${this.#why ?? ''}${some}`]
  }
}

const NOBODY_RESTARTS =
  'expected a scenario in which the server goes on: nobody here restarts a real one'
