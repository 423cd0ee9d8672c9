/** Where the figures of a result's scenarios and policies come from, of those that are shipped. */
import { loadPolicy } from '../files/policies.ts'
import { loadScenario } from '../files/scenarios.ts'
import { accepted } from '../json/input-error.ts'
import type { Source } from '../json/sources.ts'
import { POLICY_NAMES } from '../policy/load.ts'
import type { CourseSources } from '../report/beside.ts'
import type { Result } from '../result/result.ts'
import { SCENARIO_NAMES } from '../scenario/load.ts'

type Described = NonNullable<Result['scenarios']>

/**
 * By scenario and by policy. A name is no scenario: of one that comes from a file or was shipped
 * otherwise by another version nothing is said, and nothing of messages that a run has by its own words.
 */
export const courseSourcesOf = ({ scenarios = {}, policies = {} }: Result): CourseSources => ({
  scenarios: sourcesIn(scenarios, SCENARIO_NAMES, (name, settings) => {
    const { scenario, sources } = accepted(loadScenario(name, 'scenario'))
    const { messages, ...others } = scenario
    const { messages: own, ...ownOthers } = settings
    if (!isSame(others, ownOthers)) return []
    return isSame({ settings: messages }, { settings: own }) ? sources : withoutMessages(sources)
  }),
  policies: sourcesIn(policies, POLICY_NAMES, (name, settings) => {
    const { policy, sources } = accepted(loadPolicy(name, 'policy'))
    return isSame(policy, settings) ? sources : []
  }),
})

function sourcesIn(
  described: Described,
  shipped: readonly string[],
  sourcesOf: (name: string, settings: Described[string]['settings']) => readonly Source[],
): ReadonlyMap<string, readonly Source[]> {
  return new Map(
    Object.entries(described).flatMap(([name, { settings }]) => {
      const sources = shipped.includes(name) ? sourcesOf(name, settings) : []
      return sources.length === 0 ? [] : [[name, sources] as const]
    }),
  )
}

/** As a result has them: without a name, and without what is undefined. */
const isSame = (shipped: object, settings: object): boolean => {
  const { name: _n, summary: _s, ...others } = { name: '', summary: '', ...shipped }
  return JSON.stringify(others) === JSON.stringify(settings)
}

const withoutMessages = (sources: readonly Source[]): readonly Source[] =>
  sources.flatMap((one) => {
    const of = one.of.filter((field) => !/^messages\b/.test(field))
    return of.length === 0 ? [] : [{ ...one, of }]
  })
