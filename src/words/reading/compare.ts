/** The words of a comparison as the run that they ask for. */
import * as z from 'zod'
import { overridesOf } from '../../profiles/overrides.ts'
import { quantityField } from '../../quantities/field.ts'
import { occurrences } from '../../quantities/quantity.ts'
import type { Percentage } from '../../result/percentages.ts'
import { ADAPTIVE_LAST, type Adaptive } from '../../run/adaptive.ts'
import { type RunSpec, strategyOf } from '../../run/spec.ts'
import { isOverQuic } from '../../strategies/over.ts'
import { toMilliseconds } from '../../units.ts'
import {
  quoted,
  typed,
  typedLink,
  typedNames,
  typedServers,
  typedSettings,
} from '../command-line.ts'
import {
  AUTO,
  type CompareWords,
  USUAL_PATIENCE,
  USUAL_PROFILES,
  USUAL_STRATEGIES,
  USUAL_TRIALS,
} from '../compare.ts'
import { optionOf } from '../option-names.ts'
import { USUAL, USUAL_SERVER } from '../settings.ts'
import { adaptiveOf, precisionField, trialsField } from './adaptive.ts'
import { coursesNamed, lateField, networksOf } from './courses.ts'
import { namesField } from './fields.ts'
import { narrowRemark, refuseNarrowForIpv6, refuseNarrowForQuic } from './narrow.ts'
import { percentilesField } from './percentiles.ts'
import { profilesNamed } from './profiles.ts'
import { runFields, settingsOf } from './run-fields.ts'
import { serversNamed } from './servers.ts'
import {
  canLive,
  namedTogether,
  refuseUnlivable,
  refuseVainAddresses,
  refuseVainFault,
  strategiesNamed,
} from './strategies.ts'
import { accept, type Unread } from './unread.ts'

const compareSchema = z.strictObject({
  ...runFields,
  servers: namesField.default([USUAL_SERVER]),
  profiles: namesField.optional(),
  strategies: namesField.default([...USUAL_STRATEGIES]),
  scenarios: namesField.optional(),
  policies: namesField.optional(),
  messages: quantityField(occurrences).optional(),
  percentiles: percentilesField.optional(),
  late: lateField,
  trials: trialsField.default(USUAL_TRIALS),
  precision: precisionField.optional(),
})

/** Of lives, where nothing is said. */
export const PATIENCE_MS = toMilliseconds(runFields.timeout.parse(USUAL_PATIENCE))

export interface CompareRun {
  readonly spec: RunSpec
  /** The command line that gives the same result. */
  readonly command: string
  /** Strategies as they were asked for. */
  readonly asked: readonly string[]
  /** Why some of those that were asked for together are not in the run. */
  readonly leftOut: string | undefined
  /** Percentiles to be told instead of the usual ones; none: those. */
  readonly percentiles: readonly Percentage[]
  /** Where trials are as many as it takes; `spec.trials` is the most then. */
  readonly adaptive: Adaptive | undefined
}

/** @throws {InputError} about the first thing that is wrong. */
export function readCompare(words: Unread<CompareWords>): CompareRun {
  const { said, read } = accept<CompareWords, typeof compareSchema>(words, compareSchema)
  const courses = coursesNamed(read)
  const livesOn = courses.length > 0
  const settings = settingsOf(read)
  const profiles = profilesNamed(read.profiles, overridesOf(read), USUAL_PROFILES)
  refuseNarrowForIpv6(settings.tcp, profiles, 'profiles')
  refuseNarrowForIpv6(settings.tcp, networksOf(courses), 'scenarios')
  const narrow = livesOn ? undefined : narrowRemark(profiles)
  const strategies = strategiesNamed(
    read.strategies,
    livesOn ? canLive : (strategy) => narrow === undefined || !isOverQuic(strategy),
  )
  refuseVainFault(read.fastOpenFault, strategies.map(strategyOf))
  refuseVainAddresses(read, strategies.map(strategyOf))
  if (livesOn) refuseUnlivable(strategies, 'strategies')
  refuseNarrowForQuic({ profiles, strategies }, 'profiles')
  return {
    spec: {
      ...settings,
      timeoutMs: livesOn && said.timeout === undefined ? PATIENCE_MS : settings.timeoutMs,
      servers: serversNamed(read.servers),
      certificate: read.certificate,
      client: read.client,
      strategies,
      profiles,
      trials: read.trials === AUTO ? ADAPTIVE_LAST : read.trials,
      courses,
    },
    command: [
      'npx xmpp-rtt compare',
      ...typedLink(said, USUAL_PROFILES),
      optionOf('strategies'),
      ...read.strategies.map(quoted),
      ...typedNames('scenarios', read.scenarios),
      ...typedNames('policies', read.policies),
      ...typed('messages', said.messages),
      ...typed('percentiles', said.percentiles),
      ...typed('late', said.late),
      ...typed('trials', read.trials),
      ...typed('precision', said.precision),
      ...typedServers(read.servers),
      ...typedSettings(said, livesOn ? { ...USUAL, timeout: USUAL_PATIENCE } : USUAL),
    ].join(' '),
    asked: read.strategies,
    leftOut: namedTogether(read.strategies).some(isOverQuic) ? narrow : undefined,
    percentiles: read.percentiles ?? [],
    adaptive: adaptiveOf(read),
  }
}
