/**
 * Whoever does the shares of a run: this thread as long as others are not worth their start, others from then
 * on. Both keep what they have prepared, recorded and compiled until the run is over.
 */
import type { RunSpec } from '../spec.ts'
import { workHere } from './here.ts'
import { Pool, type WorkOptions } from './pool.ts'
import type { Replay } from './replaying.ts'
import { staysHere } from './size.ts'
import { type Share, ShareRunner } from './work.ts'

export interface HandsOptions {
  /** Threads, at most. */
  readonly workers: number
  /** Over recordings, where that pays, if not said. Changes no result. */
  readonly replay?: Replay | undefined
}

export class Hands {
  readonly #spec: RunSpec
  readonly #replay: Replay | undefined
  readonly #workers: number
  readonly #pool: Pool
  #here: ShareRunner | undefined

  constructor(spec: RunSpec, { workers, replay }: HandsOptions) {
    this.#spec = spec
    this.#replay = replay
    this.#workers = Math.max(1, workers)
    this.#pool = new Pool(spec, this.#workers, replay)
  }

  /** `trials`: how many of each cell the shares are, at most. */
  async work(shares: Generator<Share>, trials: number, options: WorkOptions): Promise<void> {
    if (!staysHere({ ...this.#spec, trials }, this.#workers))
      return this.#pool.work(shares, options)
    this.#here ??= new ShareRunner(this.#spec, this.#replay)
    await workHere(this.#here, shares, options)
  }

  /** For good. */
  async letGo(): Promise<void> {
    await this.#pool.letGo()
  }
}
