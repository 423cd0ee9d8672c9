/** Runs of the simulator as tests want them: few trials, everything else as the tool has it. */
import { readFileSync } from 'node:fs'
import { parseShippedProfile } from '../../src/profiles/load.ts'
import { type Overrides, type ResolvedProfile, resolveProfile } from '../../src/profiles/resolve.ts'
import type { RunSpec } from '../../src/run/spec.ts'
import { DEFAULT_TCP } from '../../src/run/tcp-choice.ts'
import { DEFAULT_CHAIN } from '../../src/servers/certified.ts'
import { IDEAL_SERVER } from '../../src/servers/ideal.ts'

export function shippedProfile(name: string, overrides: Overrides = {}): ResolvedProfile {
  const file = `profiles/${name}.json`
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
  const profile = parseShippedProfile(text, file, name)
  if (!profile.ok) throw new Error(profile.error.message)
  return resolveProfile(profile.value, overrides)
}

const IDEAL_LINK = shippedProfile('ideal')

/** Ideal link, ideal server, one trial, one strategy, unless told otherwise. */
export const specOf = (strategy: string, changes: Partial<RunSpec> = {}): RunSpec => ({
  seed: '1',
  trials: 1,
  timeoutMs: 60_000,
  servers: [IDEAL_SERVER],
  tcp: DEFAULT_TCP,
  client: undefined,
  hostTime: undefined,
  certificate: DEFAULT_CHAIN,
  strategies: [strategy],
  profiles: [IDEAL_LINK],
  fastOpenFault: undefined,
  courses: [],
  ...changes,
})
