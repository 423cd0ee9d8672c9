/** What a run has found before its first trial: who the server is, and what can be run there. */
import type { Safer } from '../../strategies/hazard.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import { isScram } from '../offered.ts'
import type { Discovery, TlsVersions } from './discovery.ts'
import type { Software } from './errands.ts'
import { obstacleTo } from './obstacle.ts'
import type { LiveSpec } from './spec.ts'

export interface Found {
  readonly software: Software | undefined
  /** What TLS is agreed on where 1.3 is offered. */
  readonly versions: TlsVersions
  /** What is safer than some strategies, as the server announces it: types to bind to (XEP-0440), SCRAM. */
  readonly offered: readonly Safer[]
  readonly runnable: readonly Strategy[]
  /** What is in the way of strategies that cannot be run, in words. */
  readonly obstacles: ReadonlyMap<string, string>
}

export function whatCanBeRun(spec: LiveSpec, discovery: Discovery): Found {
  const runnable: Strategy[] = []
  const obstacles = new Map<string, string>()
  for (const strategy of spec.strategies) {
    const obstacle = obstacleTo(strategy, discovery, spec)
    if (obstacle === undefined) runnable.push(strategy)
    else obstacles.set(strategy.name, obstacle)
  }
  const { software, versions, features } = discovery
  const announced = Object.values(features).flatMap((offer) => ('code' in offer ? [] : [offer]))
  const offered: Safer[] = []
  if (announced.some(({ bindingTypes }) => bindingTypes.length > 0)) offered.push('binding')
  if (announced.some(({ sasl }) => sasl.some(isScram))) offered.push('scram')
  return { software, versions, offered, runnable, obstacles }
}
