/** Runs a storm to its end, in slices between which the thread is free: for progress, and to be interrupted. */
import { setImmediate } from 'node:timers/promises'
import type { Replay } from '../run/simulated/replaying.ts'
import type { Failure } from '../transport.ts'
import { type Group, groupsOf } from './group.ts'
import type { StormSpec } from './spec.ts'
import { Storm } from './storm.ts'

export interface StormRun {
  readonly storm: Storm
  readonly groups: readonly Group[]
  readonly interrupted: boolean
}

export interface StormRunOptions {
  /** Ends it early: what there is by then is what there is. */
  readonly signal?: AbortSignal | undefined
  /** Over recordings, where there are any, if not said. Changes no result. */
  readonly replay?: Replay | undefined
  /** Called with how many clients are back, or have given up for good. */
  readonly onProgress?: ((settled: number, clients: number) => void) | undefined
}

/** A few milliseconds' worth. */
const SLICE = 5_000

/** Or why a session that clients come from cannot be had. */
export async function runStorm(
  spec: StormSpec,
  { signal, onProgress, replay }: StormRunOptions,
): Promise<StormRun | Failure> {
  const groups = groupsOf(spec, replay)
  if ('code' in groups) return groups
  const storm = new Storm(spec, groups)
  onProgress?.(0, spec.clients)
  for (;;) {
    await setImmediate()
    if (signal?.aborted === true) return { storm, groups, interrupted: true }
    for (let step = 0; step < SLICE; step += 1) {
      if (!storm.step()) {
        onProgress?.(storm.settled, spec.clients)
        return { storm, groups, interrupted: false }
      }
    }
    onProgress?.(storm.settled, spec.clients)
  }
}
