/**
 * What a run is, as plain data: everything that decides its result and nothing that does not
 * (workers, formats, progress). Travels to workers as it is.
 */
import type { ResolvedProfile } from '../profiles/resolve.ts'
import type { FastOpenFault } from './conditions.ts'
import type { ServerName } from './server-profiles.ts'

export interface RunSpec {
  readonly seed: string
  /** Trials of each cell. */
  readonly trials: number
  /** An attempt is given up after so many milliseconds. */
  readonly timeoutMs: number
  readonly server: ServerName
  readonly timers: 'linux' | 'ideal'
  /** Canonical names, or scripted dialogues as they were read. */
  readonly strategies: readonly string[]
  readonly profiles: readonly ResolvedProfile[]
  readonly fastOpenFault: FastOpenFault | undefined
}

/** Cells are numbered profile by profile, and strategy by strategy within a profile. */
export const cellCount = (spec: RunSpec): number => spec.profiles.length * spec.strategies.length

export const cellAt = (
  spec: RunSpec,
  index: number,
): { readonly strategy: string; readonly profile: ResolvedProfile } => {
  const strategy = spec.strategies[index % spec.strategies.length]
  const profile = spec.profiles[Math.floor(index / spec.strategies.length)]
  if (strategy === undefined || profile === undefined) throw new RangeError(`no cell ${index}`)
  return { strategy, profile }
}
