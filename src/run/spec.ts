/**
 * What a run is, as plain data: everything that decides its result and nothing that does not
 * (workers, formats, progress). Travels to workers as it is.
 */
import type { ResolvedProfile } from '../profiles/resolve.ts'
import { type ScriptedChoice, scriptedName, scriptedStrategy } from '../scripted/strategy.ts'
import { parseStrategy } from '../strategies/registry.ts'
import type { Strategy } from '../strategies/strategy.ts'
import type { ChainName } from '../tls/certificate.ts'
import type { FastOpenFault } from './fast-open.ts'
import type { TcpChoice } from './tcp-choice.ts'

/** A strategy by its canonical name, or a scripted dialogue as it was read. */
export type StrategyChoice = string | ScriptedChoice

export interface RunSpec {
  readonly seed: string
  /** Trials of each cell. */
  readonly trials: number
  /** An attempt is given up after so many milliseconds. */
  readonly timeoutMs: number
  readonly server: string
  readonly tcp: TcpChoice
  /** The server's certificate chain, by the name of a measured one. */
  readonly certificate: ChainName
  readonly strategies: readonly StrategyChoice[]
  readonly profiles: readonly ResolvedProfile[]
  readonly fastOpenFault: FastOpenFault | undefined
}

/** Cells are numbered profile by profile, and strategy by strategy within a profile. */
export const cellCount = (spec: RunSpec): number => spec.profiles.length * spec.strategies.length

export const cellAt = (
  spec: RunSpec,
  index: number,
): { readonly choice: StrategyChoice; readonly profile: ResolvedProfile } => {
  const choice = spec.strategies[index % spec.strategies.length]
  const profile = spec.profiles[Math.floor(index / spec.strategies.length)]
  if (choice === undefined || profile === undefined) throw new RangeError(`no cell ${index}`)
  return { choice, profile }
}

export const strategyName = (choice: StrategyChoice): string =>
  typeof choice === 'string' ? choice : scriptedName(choice)

export function strategyOf(choice: StrategyChoice): Strategy {
  if (typeof choice !== 'string') return scriptedStrategy(choice)
  const strategy = parseStrategy(choice)
  if (strategy.kind === 'strategy-error') throw new Error(strategy.message)
  return strategy
}
