/** The words of a trace as the run that they ask for. */
import * as z from 'zod'
import { InputError } from '../../json/input-error.ts'
import { overridesOf } from '../../profiles/overrides.ts'
import { quantityField } from '../../quantities/field.ts'
import { occurrences } from '../../quantities/quantity.ts'
import { type RunSpec, strategyOf } from '../../run/spec.ts'
import { USUAL_TRIALS } from '../compare.ts'
import { USUAL_SERVER } from '../settings.ts'
import { type CaptureWords, type LifeTraceWords, type TraceWords, USUAL_PROFILE } from '../trace.ts'
import { TRIALS_MAX } from './adaptive.ts'
import { PATIENCE_MS } from './compare.ts'
import { coursesNamed, lateField, networksOf } from './courses.ts'
import { ALL, countField } from './fields.ts'
import { refuseNarrowForIpv6, refuseNarrowForQuic } from './narrow.ts'
import { profilesNamed } from './profiles.ts'
import { runFields, settingsOf } from './run-fields.ts'
import { serverNamed } from './servers.ts'
import { refuseQuic, refuseUnlivable, refuseVainAddresses, strategyNamed } from './strategies.ts'
import { accept, type Unread } from './unread.ts'

/** They are run one after the other, here. */
const TRACED_TRIALS_MAX = 1_000_000

const percentileField = z.custom<number>(
  (value) => typeof value === 'number' && value > 0 && value <= 100,
  { params: { expected: 'a percentile, more than 0 and at most 100' } },
)

const traceFields = {
  ...runFields,
  server: z.string().default(USUAL_SERVER),
  strategy: z.string(),
  profile: z.string().optional(),
  trial: countField(0, TRIALS_MAX).optional(),
  percentile: percentileField.optional(),
  trials: countField(1, TRACED_TRIALS_MAX).optional(),
}

const traceSchema = z.strictObject(traceFields)

const lifeTraceSchema = z.strictObject({
  ...traceFields,
  scenario: z.string(),
  policy: z.string().optional(),
  messages: quantityField(occurrences).optional(),
  late: lateField,
})

const captureSchema = z.strictObject({
  at: z.enum(['client', 'server']).default('client'),
  content: z.enum(['encrypted', 'clear']).default('encrypted'),
})

export interface TraceRun {
  readonly spec: RunSpec
  /** By its index, or as the one at a percentile of all trials of the run. */
  readonly trial: number | { readonly percentile: number }
}

/**
 * What is captured of such a run.
 *
 * @throws {InputError} about the first thing that is wrong; for a strategy over QUIC, whose packets
 *   are not written as octets.
 */
export function readCapture(
  words: Unread<CaptureWords>,
  { spec }: TraceRun,
): z.output<typeof captureSchema> {
  const { read } = accept<CaptureWords, typeof captureSchema>(words, captureSchema)
  refuseQuic(spec.strategies, 'a capture', 'strategy')
  return read
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
  const names = { scenarios: [scenario], policies, messages, late }
  const courses = coursesNamed(names, { scenarios: 'scenario', policies: 'policy' })
  if (courses.length !== 1) refuseAll(scenario === ALL ? 'scenario' : 'policy')
  const { spec, trial } = runOf(read)
  refuseNarrowForIpv6(spec.tcp, networksOf(courses), 'scenario')
  refuseUnlivable(spec.strategies, 'strategy')
  const timeoutMs = said.timeout === undefined ? PATIENCE_MS : spec.timeoutMs
  return { spec: { ...spec, courses, timeoutMs }, trial }
}

function runOf(read: z.output<typeof traceSchema>): TraceRun {
  const names = read.profile === undefined ? undefined : [read.profile]
  const profiles = profilesNamed(names, overridesOf(read), [USUAL_PROFILE], 'profile')
  if (profiles.length !== 1) refuseAll('profile')
  const { trial, percentile } = read
  if (percentile === undefined) refuseIdleTrials(read.trials)
  else if (trial !== undefined) refuseBoth(trial)
  const strategy = strategyNamed(read.strategy, 'strategy')
  refuseVainAddresses(read, [strategyOf(strategy)])
  const spec: RunSpec = {
    ...settingsOf(read),
    servers: [serverNamed(read.server, 'server')],
    certificate: read.certificate,
    client: read.client,
    strategies: [strategy],
    profiles,
    trials: percentile === undefined ? (trial ?? 0) + 1 : (read.trials ?? USUAL_TRIALS),
    courses: [],
  }
  refuseNarrowForIpv6(spec.tcp, profiles, 'profile')
  refuseNarrowForQuic(spec, 'profile')
  return { spec, trial: percentile === undefined ? (trial ?? 0) : { percentile } }
}

function refuseBoth(trial: number): never {
  const expected = 'a percentile, or a trial by its number'
  throw new InputError({ code: 'senseless', field: 'trial', found: `${trial}`, expected })
}

function refuseIdleTrials(trials: number | undefined): void {
  if (trials === undefined) return
  const expected = 'a percentile of so many trials'
  const found = `${trials} without a percentile`
  throw new InputError({ code: 'senseless', field: 'trials', found, expected })
}

function refuseAll(field: 'profile' | 'scenario' | 'policy'): never {
  const expected = `one ${field} to trace`
  throw new InputError({ code: 'senseless', field, found: '"all"', expected })
}
