/** What a trace is told: one strategy on one profile, and which of its trials. */
import { z } from 'zod'
import { InputError } from '../json/input-error.ts'
import { overridesOf } from '../profiles/overrides.ts'
import type { RunSpec } from '../run/spec.ts'
import { TRIALS_MAX } from './compare-words.ts'
import { countField } from './fields.ts'
import { profilesNamed } from './profiles.ts'
import { type RunWords, runFields, settingsOf, USUAL_SERVER } from './run-words.ts'
import { serverNamed } from './servers.ts'
import { strategyNamed } from './strategies.ts'
import { accept, type Unread } from './words.ts'

export interface TraceWords extends RunWords {
  /** `BASE+MOD+MOD`, or the path of a dialogue (`.json`). */
  readonly strategy: string
  /** By name or as the path of a `.json` file; with none, the link of the overrides, or LTE. */
  readonly profile?: string | undefined
  /** The embedded server, by name or as the path of a `.json` file. */
  readonly server?: string | undefined
  /** Which trial of the run with this seed, from 0. */
  readonly trial?: number | undefined
}

export const USUAL_PROFILE = 'lte_good'

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
    strategies: [strategyNamed(read.strategy, 'strategy')],
    profiles,
    trials: read.trial + 1,
  }
  return { spec, trial: read.trial }
}
