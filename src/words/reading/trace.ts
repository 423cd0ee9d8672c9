/** The words of a trace as the run that they ask for. */
import { z } from 'zod'
import { InputError } from '../../json/input-error.ts'
import { overridesOf } from '../../profiles/overrides.ts'
import type { RunSpec } from '../../run/spec.ts'
import { USUAL_SERVER } from '../settings.ts'
import { type TraceWords, USUAL_PROFILE } from '../trace.ts'
import { TRIALS_MAX } from './compare.ts'
import { countField } from './fields.ts'
import { profilesNamed } from './profiles.ts'
import { runFields, settingsOf } from './run-fields.ts'
import { serverNamed } from './servers.ts'
import { strategyNamed } from './strategies.ts'
import { accept, type Unread } from './unread.ts'

const traceSchema = z.strictObject({
  ...runFields,
  server: z.string().default(USUAL_SERVER),
  strategy: z.string(),
  profile: z.string().optional(),
  trial: countField(0, TRIALS_MAX).default(0),
})

export interface TraceRun {
  readonly spec: RunSpec
  readonly trial: number
}

/** @throws {InputError} about the first thing that is wrong. */
export function readTrace(words: Unread<TraceWords>): TraceRun {
  const { read } = accept<TraceWords, typeof traceSchema>(words, traceSchema)
  const names = read.profile === undefined ? undefined : [read.profile]
  const profiles = profilesNamed(names, overridesOf(read), [USUAL_PROFILE])
  if (profiles.length !== 1) {
    throw new InputError({
      code: 'senseless',
      field: 'profile',
      found: '"all"',
      expected: 'one profile to trace',
    })
  }
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
