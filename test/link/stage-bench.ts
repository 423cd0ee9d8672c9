/** One stage by itself, without a link around it: in goes time and size, out comes a fate. */
import type { Impairment } from '../../src/link/impairments.ts'
import { makeStage } from '../../src/link/impairments.ts'
import type { Fate, Stage } from '../../src/link/packet.ts'
import { Radio } from '../../src/link/radio.ts'
import type { StageContext } from '../../src/link/stage.ts'
import { Random } from '../../src/random.ts'
import type { Instant } from '../../src/units.ts'
import { bytes, START } from '../../src/units.ts'

export interface StageBench {
  /** Passes one packet; what the stage said. */
  readonly pass: (now: number, size?: number) => Fate
  /** The same for a packet that is delivered once or dropped: when, or why. */
  readonly fate: (now: number, size?: number) => number | string
  /** The stage's generator, to see how far it has been drawn. */
  readonly random: Random
  readonly clamped: () => number
}

export interface BenchOptions {
  readonly seed?: string | number
  readonly origin?: Instant
  /** To share one between two stages. */
  readonly radio?: Radio
}

export const benchFor = (impairment: Impairment, options: BenchOptions = {}): StageBench => {
  const { origin = START, radio = new Radio(origin) } = options
  if (impairment.kind === 'radio') radio.obey([impairment], origin)
  return benchOf((context) => makeStage(impairment, context), { ...options, radio })
}

/** The same for a stage made by other means than its settings. */
export const benchOf = (
  make: (context: StageContext) => Stage,
  { seed = 1, origin = START, radio = new Radio(origin) }: BenchOptions = {},
): StageBench => {
  const random = Random.seeded(seed)
  const stage = make({ random, origin, radio })
  let clamped = 0
  const pass = (now: number, size = 100) => {
    const fate = stage({ size: bytes(size), body: undefined }, now as Instant)
    if (typeof fate === 'object' && fate.kind === 'clamped') clamped += 1
    return fate
  }
  return {
    pass,
    fate: (now, size) => {
      const fate = pass(now, size)
      if (typeof fate === 'number') return fate
      if (fate.kind === 'duplicated') throw new Error('Expected one packet, got two')
      return fate.kind === 'dropped' ? fate.reason : fate.at
    },
    random,
    clamped: () => clamped,
  }
}
