/** The words of a trace as the run that they ask for. */
import { z } from 'zod'
import { InputError } from '../../json/input-error.ts'
import { overridesOf } from '../../profiles/overrides.ts'
import { quantityField } from '../../quantities/field.ts'
import { occurrences } from '../../quantities/quantity.ts'
import type { RunSpec } from '../../run/spec.ts'
import { USUAL_SERVER } from '../settings.ts'
import { type LifeTraceWords, type TraceWords, USUAL_PROFILE } from '../trace.ts'
import { PATIENCE_MS, TRIALS_MAX } from './compare.ts'
import { coursesNamed, lateField } from './courses.ts'
import { ALL, countField } from './fields.ts'
import { profilesNamed } from './profiles.ts'
import { runFields, settingsOf } from './run-fields.ts'
import { serverNamed } from './servers.ts'
import { refuseScripted, strategyNamed } from './strategies.ts'
import { accept, type Unread } from './unread.ts'

const traceFields = {
  ...runFields,
  server: z.string().default(USUAL_SERVER),
  strategy: z.string(),
  profile: z.string().optional(),
  trial: countField(0, TRIALS_MAX).default(0),
}

const traceSchema = z.strictObject(traceFields)

const lifeTraceSchema = z.strictObject({
  ...traceFields,
  scenario: z.string(),
  policy: z.string().optional(),
  messages: quantityField(occurrences).optional(),
  late: lateField,
})

export interface TraceRun {
  readonly spec: RunSpec
  readonly trial: number
}

/** @throws {InputError} about the first thing that is wrong. */
export function readTrace(words: Unread<TraceWords>): TraceRun {
  return runOf(accept<TraceWords, typeof traceSchema>(words, traceSchema).read)
}

/** @throws {InputError} about the first thing that is wrong. */
export function readLifeTrace(words: Unread<LifeTraceWords>): TraceRun {
  const { said, read } = accept<LifeTraceWords, typeof lifeTraceSchema>(words, lifeTraceSchema)
  const { scenario, policy, messages, late } = read
  const policies = policy === undefined ? undefined : [policy]
  const courses = coursesNamed({ scenarios: [scenario], policies, messages, late })
  if (courses.length !== 1) refuseAll(scenario === ALL ? 'scenario' : 'policy')
  const { spec, trial } = runOf(read)
  refuseScripted(spec.strategies)
  const timeoutMs = said.timeout === undefined ? PATIENCE_MS : spec.timeoutMs
  return { spec: { ...spec, courses, timeoutMs }, trial }
}

function runOf(read: z.output<typeof traceSchema>): TraceRun {
  const names = read.profile === undefined ? undefined : [read.profile]
  const profiles = profilesNamed(names, overridesOf(read), [USUAL_PROFILE])
  if (profiles.length !== 1) refuseAll('profile')
  const spec: RunSpec = {
    ...settingsOf(read),
    servers: [serverNamed(read.server, 'server')],
    certificate: read.certificate,
    client: read.client,
    strategies: [strategyNamed(read.strategy, 'strategy')],
    profiles,
    trials: read.trial + 1,
    courses: [],
  }
  return { spec, trial: read.trial }
}

function refuseAll(field: 'profile' | 'scenario' | 'policy'): never {
  const expected = `one ${field} to trace`
  throw new InputError({ code: 'senseless', field, found: '"all"', expected })
}
