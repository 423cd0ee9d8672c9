/** Round trips as they were measured one after the other, as a delay that was recorded over time. */
import type { Checked } from '../../json/input-error.ts'
import type { Aspects, Imported, ImportSource } from './importer.ts'
import { type Sample, stepsOf } from './samples.ts'

/** To be said of every measurement of both ways together. */
export const HALVES =
  'A round trip is of both ways: each has half of it, as it is when a packet goes that way, so that what lasts no longer than half of itself comes out smaller.'

/** `samples`: in whole microseconds. Half each way, what is odd on the way down. */
export function delaysOf(
  source: ImportSource,
  samples: readonly Sample[],
): Checked<Pick<Imported, 'up' | 'down'>> {
  const steps = stepsOf(source, samples)
  if (!steps.ok) return steps
  const { endsMs, values } = steps.value
  const half = (share: (us: number) => number): Aspects => ({
    delay: [{ kind: 'delay-trace', endsMs, delaysUs: values.map(share) }],
  })
  return {
    ok: true,
    value: { up: half((us) => Math.floor(us / 2)), down: half((us) => Math.ceil(us / 2)) },
  }
}
