/**
 * Where a listed link begins: whoever comes does not come at the first line of a recording, nor
 * at the same moment of what comes again and again. A trace begins anywhere, and periods at any
 * phase, drawn per trial, unless the profile says otherwise.
 *
 * One draw for those of the same kind and number in both ways: the two recordings of a drive
 * belong together, and so do the outages of one device.
 */
import type { Impairment } from '../link/impairments.ts'
import type { LinkSettings } from '../link/settings.ts'
import type { Random } from '../random.ts'
import { type Duration, milliseconds } from '../units.ts'
import { periodOf } from './impairments/steps.ts'
import type { ListedImpairment } from './listed-impairments.ts'

export function beginningDrawer({
  up,
  down,
}: LinkSettings<ListedImpairment>): (random: Random) => LinkSettings<Impairment> {
  const [upStages, downStages] = [numbered(up), numbered(down)]
  return (random) => ({ up: begun(upStages, random), down: begun(downStages, random) })
}

interface Numbered {
  readonly stage: ListedImpairment
  /** `trace 0`: of its kind, among those of its way. Recordings of any kind are a `trace`. */
  readonly label: string
}

function numbered(stages: readonly ListedImpairment[]): readonly Numbered[] {
  const counts = new Map<string, number>()
  return stages.map((stage) => {
    const number = counts.get(stage.kind) ?? 0
    counts.set(stage.kind, number + 1)
    return { stage, label: `${RECORDED.has(stage.kind) ? 'trace' : stage.kind} ${number}` }
  })
}

/** Rates and delays of one journey were recorded at the same time. */
const RECORDED: ReadonlySet<ListedImpairment['kind']> = new Set(['rate-trace', 'delay-trace'])

const begun = (stages: readonly Numbered[], random: Random): Impairment[] =>
  stages.map(({ stage, label }) => begunAt(stage, () => random.fork(label).unit()))

function begunAt(stage: ListedImpairment, draw: () => number): Impairment {
  switch (stage.kind) {
    case 'trace': {
      if (stage.from !== undefined) return stage
      const period = milliseconds(stage.opportunitiesMs.at(-1) ?? 0)
      return { ...stage, from: Math.floor(draw() * period) as Duration }
    }
    case 'rate-trace':
    case 'delay-trace': {
      if (stage.from !== undefined) return stage
      return { ...stage, from: Math.floor(draw() * periodOf(stage.endsMs)) as Duration }
    }
    case 'outage':
    case 'hold': {
      const { start, period = 0 } = stage
      return { ...stage, start: start ?? ((0 - Math.floor(draw() * period)) as Duration) }
    }
    default:
      return stage
  }
}
