/** A life under way: it may take minutes, and is led in slices, between which it may be ended early. */
import { setImmediate } from 'node:timers/promises'
import type { TrialRecord } from '../../record/trial-record.ts'
import type { World } from '../../world/world.ts'

/** Some milliseconds' worth. */
const SLICE = 1_000

export class LifeUnderWay {
  readonly #world: Pick<World, 'step'>
  readonly #end: () => TrialRecord

  /** `end`: what it came to, when there are no more steps. */
  constructor(world: Pick<World, 'step'>, end: () => TrialRecord) {
    this.#world = world
    this.#end = end
  }

  /** The next slice; what it came to, if that was the last. */
  goOn(): TrialRecord | undefined {
    for (let step = 0; step < SLICE; step += 1) {
      if (!this.#world.step()) return this.#end()
    }
    return undefined
  }
}

/** A trial that has begun: single attempts are over then. */
export type Begun = TrialRecord | LifeUnderWay

/** To its end, at once. */
export function ended(begun: Begun): TrialRecord {
  if (!('goOn' in begun)) return begun
  for (;;) {
    const record = begun.goOn()
    if (record !== undefined) return record
  }
}

/** To its end, while the thread is free now and then; undefined when it was ended early. */
export async function endedUnlessAborted(
  begun: Begun,
  signal: AbortSignal | undefined,
): Promise<TrialRecord | undefined> {
  if (!('goOn' in begun)) return begun
  for (;;) {
    const record = begun.goOn()
    if (record !== undefined) return record
    await setImmediate()
    if (signal?.aborted === true) return undefined
  }
}
