/**
 * What a run is, as plain data: everything that decides its result and nothing that does not
 * (workers, formats, progress). Travels to workers as it is.
 */
import type { Policy } from '../policy/policy.ts'
import type { ResolvedProfile } from '../profiles/resolve.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { type ScriptedChoice, scriptedName, scriptedStrategy } from '../scripted/strategy.ts'
import type { ServerModel } from '../servers/model.ts'
import { parseStrategy } from '../strategies/registry.ts'
import type { Strategy } from '../strategies/strategy.ts'
import type { ChainName } from '../tls/certificate.ts'
import type { EndsChoice } from './client.ts'
import type { FastOpenFault } from './fast-open.ts'
import type { TcpChoice } from './tcp-choice.ts'

/** A scenario, with the profiles that it names, and what the client does in it. */
export interface Course {
  readonly scenario: Scenario
  readonly policy: Policy
  /** By the names that the scenario has for them. */
  readonly profiles: Readonly<Record<string, ResolvedProfile>>
}

/** A strategy by its canonical name, or a scripted dialogue as it was read. */
export type StrategyChoice = string | ScriptedChoice

export interface RunSpec extends EndsChoice {
  readonly seed: string
  /** Trials of each cell. */
  readonly trials: number
  /** An attempt is given up after so many milliseconds. */
  readonly timeoutMs: number
  /** At least one, each with a name of its own. */
  readonly servers: readonly ServerModel[]
  readonly tcp: TcpChoice
  /** Every server's certificate chain, by the name of a measured one. */
  readonly certificate: ChainName
  readonly strategies: readonly StrategyChoice[]
  readonly profiles: readonly ResolvedProfile[]
  readonly fastOpenFault: FastOpenFault | undefined
  /** Every policy in every scenario; none: single attempts, in which nothing happens. */
  readonly courses: readonly Course[]
}

/** What a cell is made of. */
export interface CellParts {
  readonly choice: StrategyChoice
  readonly profile: ResolvedProfile
  readonly server: ServerModel
  readonly course: Course | undefined
}

export const cellCount = ({ profiles, strategies, servers, courses }: RunSpec): number =>
  profiles.length * Math.max(1, courses.length) * strategies.length * servers.length

/**
 * Cells are numbered profile by profile, within a profile scenario by scenario and policy by
 * policy, within those strategy by strategy, and within a strategy server by server: what is to be
 * compared stands together.
 */
export const cellAt = (spec: RunSpec, index: number): CellParts => {
  const { profiles, strategies, servers, courses } = spec
  const row = Math.floor(index / servers.length)
  const sheet = Math.floor(row / strategies.length)
  const server = servers[index % servers.length]
  const choice = strategies[row % strategies.length]
  const course = courses[sheet % Math.max(1, courses.length)]
  const profile = profiles[Math.floor(sheet / Math.max(1, courses.length))]
  if (choice === undefined || profile === undefined || server === undefined) {
    throw new RangeError(`no cell ${index}`)
  }
  return { choice, profile, server, course }
}

export const strategyName = (choice: StrategyChoice): string =>
  typeof choice === 'string' ? choice : scriptedName(choice)

export function strategyOf(choice: StrategyChoice): Strategy {
  if (typeof choice !== 'string') return scriptedStrategy(choice)
  const strategy = parseStrategy(choice)
  if (strategy.kind === 'strategy-error') throw new Error(strategy.message)
  return strategy
}
