/** The links of a run: profiles by name or from files, with what is said instead of theirs. */
import { loadProfile } from '../../files/profiles.ts'
import { accepted } from '../../json/input-error.ts'
import { PROFILE_NAMES } from '../../profiles/load.ts'
import { refusedOverride, refusedQueue } from '../../profiles/overrides.ts'
import {
  type Overrides,
  type ResolvedProfile,
  resolveBare,
  resolveProfile,
} from '../../profiles/resolve.ts'
import { ALL, refuseRepeated } from './fields.ts'

/**
 * What `names` ask for; with none, the link that the overrides describe if they say a round-trip
 * time, else the usual ones. `field`: where they are said.
 */
export function profilesNamed(
  names: readonly string[] | undefined,
  overrides: Overrides,
  usual: readonly string[],
  field: 'profile' | 'profiles' = 'profiles',
): readonly ResolvedProfile[] {
  const profiles = linksOf(names, overrides, usual, field)
  const refused = refusedQueue(profiles, overrides)
  if (refused !== undefined) throw refused
  return profiles
}

function linksOf(
  names: readonly string[] | undefined,
  overrides: Overrides,
  usual: readonly string[],
  field: string,
): readonly ResolvedProfile[] {
  if (names === undefined) {
    const bare = resolveBare(overrides)
    if (bare.ok) return [bare.value]
  }
  const profiles = (names ?? usual)
    .flatMap((name) => (name === ALL ? PROFILE_NAMES : [name]))
    .map((name) => profileNamed(name, overrides, field))
  refuseRepeated(
    'profiles',
    profiles.map(({ name }) => name),
  )
  return profiles
}

function profileNamed(name: string, overrides: Overrides, field: string): ResolvedProfile {
  const profile = accepted(loadProfile(name, field))
  if (profile.kind === 'figures') return resolveProfile(profile, overrides)
  const refused = refusedOverride(profile.name, overrides)
  if (refused !== undefined) throw refused
  return resolveProfile(profile)
}
