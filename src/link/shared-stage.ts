/**
 * A stage that several links pass: a cell's queue, which many clients share. Made once, by
 * whoever owns it, and named in the settings of each link that it is a part of.
 *
 * It has its own beginning and its own luck, whichever links use it and whenever; packets meet
 * it in the order in which they come, from whatever link. A radio cannot be shared: it is the
 * device's.
 */
import type { Alarm } from '../engine.ts'
import type { Random } from '../random.ts'
import { type Impairment, makeStage } from './impairments.ts'
import type { Stage } from './packet.ts'
import { Radio } from './radio.ts'

export interface SharedImpairment {
  readonly impairment: Exclude<Impairment, { readonly kind: 'radio' }>
  /** The stage begins at its `now()`. */
  readonly clock: Pick<Alarm, 'now'>
  /** For this stage alone. */
  readonly random: Random
}

export class SharedStage {
  readonly kind = 'shared'
  readonly stage: Stage

  /** Of any stage, made by whatever means. */
  constructor(stage: Stage) {
    this.stage = stage
  }

  /** Of an impairment. */
  static of({ impairment, clock, random }: SharedImpairment): SharedStage {
    const origin = clock.now()
    return new SharedStage(makeStage(impairment, { random, origin, radio: new Radio(origin) }))
  }
}
