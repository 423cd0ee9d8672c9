/**
 * Profile texts to checked profiles. Knows no files: names and texts come from outside.
 */
import { nearestName } from '../json/complaint.ts'
import { type Checked, InputError, parseJson } from '../json/source.ts'
import { type Profile, profileSchema } from './schema.ts'

/** The order in which profiles are listed: from near and wired to far and moving. */
const SHIPPED = [
  'ideal',
  'wifi_home',
  'wifi_campus_busy',
  'wifi_cafe_flaky',
  'nr_sa',
  'nr_nsa',
  'lte_good',
  'lte_weak',
  'lte_driving',
  'hsr_lte',
  'umts_static',
  'umts_driving',
  'edge_industry',
  'gprs_industry',
  'cell_bufferbloat',
  'remote_lossy',
  'leo_starlink_fixed',
  'leo_starlink_moving',
  'geo_satellite',
  'inflight_geo',
] as const

/** Names of the shipped profiles, in the order in which to list them. */
export const PROFILE_NAMES: readonly string[] = SHIPPED

/** `file` names the text in errors. */
export const parseProfile = (text: string, file: string): Checked<Profile> =>
  parseJson(text, file, profileSchema)

/** A shipped profile is called what its file is called, or it could not be found again. */
export function parseShippedProfile(text: string, file: string, name: string): Checked<Profile> {
  const parsed = parseProfile(text, file)
  if (!parsed.ok || parsed.value.name === name) return parsed
  const found = JSON.stringify(parsed.value.name)
  return { ok: false, error: new InputError({ file, field: 'name', found, expected: `"${name}"` }) }
}

/** Whether `-p` was given a file rather than a name. */
export const isProfilePath = (text: string): boolean =>
  text.endsWith('.json') || text.includes('/') || text.includes('\\')

/** A name that is no shipped profile's. */
export function unknownProfile(name: string): InputError {
  const near = nearestName(name, PROFILE_NAMES)
  const hint = near === undefined ? '' : ` (did you mean "${near}"?)`
  return new InputError({
    file: '--profile',
    found: JSON.stringify(name),
    expected: `the name of a profile or the path of a .json file${hint}`,
  })
}
