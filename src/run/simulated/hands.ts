/**
 * Whoever does the shares of a run: this thread as long as there is little to do, others from then on.
 * Both keep what they have prepared, recorded and compiled until the run is over.
 */
import type { RunSpec } from '../spec.ts'
import { workHere } from './here.ts'
import { Pool, type WorkOptions } from './pool.ts'
import type { Replay } from './replaying.ts'
import { isSmall } from './size.ts'
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
  readonly #pool: Pool
  #here: ShareRunner | undefined

  constructor(spec: RunSpec, { workers, replay }: HandsOptions) {
    this.#spec = spec
    this.#replay = replay
    this.#pool = new Pool(spec, Math.max(1, workers), replay)
  }

  /** `trials`: how many of each cell the shares are, at most. */
  async work(shares: Generator<Share>, trials: number, options: WorkOptions): Promise<void> {
    if (!isSmall({ ...this.#spec, trials })) return this.#pool.work(shares, options)
    this.#here ??= new ShareRunner(this.#spec, this.#replay)
    await workHere(this.#here, shares, options)
  }

  /** For good. */
  async letGo(): Promise<void> {
    await this.#pool.letGo()
  }
}
