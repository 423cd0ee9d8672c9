/** What happens to the client in a run, and what it does about it: every scenario by every policy. */
import { loadPolicy } from '../../files/policies.ts'
import { loadProfile } from '../../files/profiles.ts'
import { loadScenario } from '../../files/scenarios.ts'
import { accepted, InputError } from '../../json/input-error.ts'
import { POLICY_NAMES, USUAL_POLICY } from '../../policy/load.ts'
import { type ResolvedProfile, resolveProfile } from '../../profiles/resolve.ts'
import { timeField } from '../../quantities/field.ts'
import type { Course } from '../../run/spec.ts'
import { tooManyMessages } from '../../scenario/extent.ts'
import { SCENARIO_NAMES } from '../../scenario/load.ts'
import type { Scenario } from '../../scenario/scenario.ts'
import { type Duration, nanoseconds, seconds } from '../../units.ts'
import { ALL, refuseRepeated } from './fields.ts'

export { USUAL_POLICY }

export interface CourseNames {
  readonly scenarios?: readonly string[] | undefined
  readonly policies?: readonly string[] | undefined
  /** Messages in an hour, each way, instead of the scenario's. */
  readonly messages?: number | undefined
  /** A message that takes longer is late, instead of what the scenario says. */
  readonly late?: Duration | undefined
}

/** What lists of names are called where they are said. */
const LISTS = { scenarios: 'scenarios', policies: 'policies' }

/** None without a scenario. `fields`: what they are called where one of each is said. */
export function coursesNamed(
  { scenarios, policies, messages, late }: CourseNames,
  fields: Readonly<typeof LISTS> = LISTS,
): readonly Course[] {
  if (scenarios === undefined) {
    refuseIdle('policies', policies)
    refuseIdle('messages', messages)
    refuseIdle('late', late)
    return []
  }
  const found = named(scenarios, SCENARIO_NAMES).map(
    (name) => accepted(loadScenario(name, fields.scenarios)).scenario,
  )
  const lived = named(policies ?? [USUAL_POLICY], POLICY_NAMES).map(
    (name) => accepted(loadPolicy(name, fields.policies)).policy,
  )
  refuseRepeated(
    'scenarios',
    found.map(({ name }) => name),
  )
  refuseRepeated(
    'policies',
    lived.map(({ name }) => name),
  )
  return found.flatMap((one) => {
    const scenario = withMessages(one, messages, late)
    const profiles = profilesIn(scenario)
    return lived.map((policy) => ({ scenario, policy, profiles }))
  })
}

const named = (names: readonly string[], all: readonly string[]): readonly string[] =>
  names.flatMap((name) => (name === ALL ? all : [name]))

/** What is said of lives means nothing where none is lived. */
export function refuseIdle(field: string, value: unknown): void {
  if (value === undefined) return
  throw new InputError({
    code: 'senseless',
    field,
    found: 'no scenario',
    expected: 'a scenario in which it matters',
  })
}

function withMessages(
  scenario: Scenario,
  perHour: number | undefined,
  late: Duration = scenario.messages.late,
): Scenario {
  if (perHour === undefined) return { ...scenario, messages: { ...scenario.messages, late } }
  const messages =
    perHour === 0 ? ({ kind: 'at', times: [] } as const) : ({ kind: 'poisson', perHour } as const)
  const written = { ...scenario, messages: { up: messages, down: messages, late } }
  const many = tooManyMessages(written, 'up')
  if (many === undefined) return written
  const found = `${many.found} (${scenario.name})`
  throw new InputError({ code: 'senseless', field: 'messages', found, expected: many.expected })
}

/** Of words that name scenarios. */
export const lateField = timeField(
  nanoseconds(1),
  seconds(3600),
  'more than 0s, at most 3600s',
).optional()

/** The networks that scenarios lead into. */
export const networksOf = (courses: readonly Course[]): readonly ResolvedProfile[] =>
  courses.flatMap(({ profiles }) => Object.values(profiles))

/** The networks that a scenario leads into, as their files say, whatever overrides the first. */
export function profilesIn({ events }: Scenario): Readonly<Record<string, ResolvedProfile>> {
  const names = events.flatMap(({ what }) =>
    'profile' in what && what.profile !== undefined ? [what.profile] : [],
  )
  return Object.fromEntries([...new Set(names)].map((name) => [name, ledInto(name)]))
}

/** @throws {InputError} about its file: names are known to be right. */
export const ledInto = (profile: string): ResolvedProfile =>
  resolveProfile(accepted(loadProfile(profile)))
