/**
 * Profiles from files: the shipped ones beside the package's code, or a user's own.
 */

import { dirname, isAbsolute, join } from 'node:path'
import type { Checked } from '../json/input-error.ts'
import { isPath } from '../json/named.ts'
import {
  PROFILE_NAMES,
  parseProfile,
  parseShippedProfile,
  type ReadTrace,
  unknownProfile,
} from '../profiles/load.ts'
import type { FiguresProfile, Profile } from '../profiles/schema.ts'
import { readTextFile } from './text-file.ts'

/** From `src/cli` as from `dist/cli` the package's root is two levels up. */
export const PROFILES_FOLDER: URL = new URL('../../profiles/', import.meta.url)

/** Of hours that were recorded. */
const OCTETS_MAX = 64_000_000

/** The profile that `-p` asks for: by name, or by path if it looks like one. `field`: where it was given. */
export function loadProfile(nameOrPath: string, field = 'profile'): Checked<Profile> {
  if (isPath(nameOrPath)) {
    const text = readTextFile(nameOrPath, { octetsMax: OCTETS_MAX })
    return text.ok ? parseProfile(text.value, nameOrPath, traceBeside(nameOrPath)) : text
  }
  if (!PROFILE_NAMES.includes(nameOrPath)) {
    return { ok: false, error: unknownProfile(nameOrPath, field) }
  }
  return loadShipped(nameOrPath)
}

/** Every shipped profile, in the order of the list. The first mistake ends it. */
export function loadShippedProfiles(): Checked<readonly FiguresProfile[]> {
  const profiles: FiguresProfile[] = []
  for (const name of PROFILE_NAMES) {
    const profile = loadShipped(name)
    if (!profile.ok) return profile
    profiles.push(profile.value)
  }
  return { ok: true, value: profiles }
}

/** A profile names its traces from where it is itself. */
const traceBeside =
  (profile: string): ReadTrace =>
  (file) => {
    const path = isAbsolute(file) ? file : join(dirname(profile), file)
    const text = readTextFile(path, { expected: `the mahimahi trace that ${profile} names` })
    return text.ok ? { ok: true, value: { path, text: text.value } } : text
  }

function loadShipped(name: string): Checked<FiguresProfile> {
  const file = `profiles/${name}.json`
  const text = readTextFile(new URL(`${name}.json`, PROFILES_FOLDER), { name: file })
  return text.ok ? parseShippedProfile(text.value, file, name) : text
}
