/** What a comparison is told: strategies, profiles, trials, and everything around them. */
import { z } from 'zod'
import { overridesOf } from '../profiles/overrides.ts'
import { type RunSpec, strategyOf } from '../run/spec.ts'
import { optionOf, quoted, typed, typedLink, typedServers, typedSettings } from './command-line.ts'
import { countField, namesField } from './fields.ts'
import { profilesNamed } from './profiles.ts'
import { type RunWords, runFields, settingsOf, USUAL_SERVER } from './run-words.ts'
import { serversNamed } from './servers.ts'
import { refuseVainFault, strategiesNamed } from './strategies.ts'
import { accept, type Unread } from './words.ts'

export interface CompareWords extends RunWords {
  /**
   * By name, as paths of `.json` files, or `all`. With none, the link is what `rtt` and the
   * other overrides say, or three mobile links, from a good one down.
   */
  readonly profiles?: readonly string[] | undefined
  /** `BASE+MOD+MOD`, paths of dialogues (`.json`), or `all`: each base with what is useful. */
  readonly strategies?: readonly string[] | undefined
  /** Embedded servers, by name or as paths of `.json` files. */
  readonly servers?: readonly string[] | undefined
  /** Of each strategy on each profile, against each server. */
  readonly trials?: number | undefined
}

/** What tells the story when nothing is asked for. */
export const USUAL_PROFILES = ['lte_good', 'umts_driving', 'edge_industry'] as const
export const USUAL_STRATEGIES = [
  'legacy-resume-starttls',
  'legacy-resume-direct',
  'sasl2-resume-direct',
  'sasl2-resume-direct+pipelined',
  'fast-resume-direct',
  'fast-resume-direct+pipelined',
  'fast-resume-direct+pipelined+tfo',
] as const
export const USUAL_TRIALS = 1000

export const TRIALS_MAX = 100_000_000

const compareSchema = z.strictObject({
  ...runFields,
  servers: namesField.default([USUAL_SERVER]),
  profiles: namesField.optional(),
  strategies: namesField.default([...USUAL_STRATEGIES]),
  trials: countField(1, TRIALS_MAX).default(USUAL_TRIALS),
})

export interface CompareRun {
  readonly spec: RunSpec
  /** The command line that gives the same result. */
  readonly command: string
}

/** @throws {InputError} about the first thing that is wrong. */
export function readCompare(words: Unread<CompareWords>): CompareRun {
  const { said, read } = accept<CompareWords, typeof compareSchema>(words, compareSchema)
  const strategies = strategiesNamed(read.strategies)
  refuseVainFault(read.fastOpenFault, strategies.map(strategyOf))
  return {
    spec: {
      ...settingsOf(read),
      servers: serversNamed(read.servers),
      certificate: read.certificate,
      strategies,
      profiles: profilesNamed(read.profiles, overridesOf(read), USUAL_PROFILES),
      trials: read.trials,
    },
    command: [
      'xmpp-rtt compare',
      ...typedLink(said, USUAL_PROFILES),
      optionOf('strategies'),
      ...read.strategies.map(quoted),
      ...typed('trials', read.trials),
      ...typedServers(read.servers),
      ...typedSettings(said),
    ].join(' '),
  }
}
