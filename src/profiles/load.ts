/**
 * Profile texts to checked profiles. Knows no files: names and texts come from outside.
 */

import { type Checked, InputError } from '../json/input-error.ts'
import { meantHint } from '../json/named.ts'
import { quickJson } from '../json/quick.ts'
import { parseJson } from '../json/source.ts'
import { parseTrace } from '../link/trace-file.ts'
import type { ListedImpairment, WrittenImpairment } from './listed-impairments.ts'
import { type FiguresProfile, type Profile, profileSchema } from './schema.ts'

/** The order in which profiles are listed: from near and wired to far and moving. */
const SHIPPED = [
  'ideal',
  'wifi_home',
  'wifi_campus_busy',
  'wifi_cafe_flaky',
  'nr_sa',
  'nr_sa_driving',
  'nr_nsa',
  'lte_good',
  'lte_weak',
  'lte_driving',
  'train',
  'hsr_lte',
  'umts_static',
  'umts_driving',
  'edge_industry',
  'gprs_industry',
  'cell_bufferbloat',
  'remote_lossy',
  'leo_starlink_fixed',
  'leo_starlink_highway',
  'leo_starlink_moving',
  'geo_satellite',
  'inflight_geo',
  'inflight_leo',
] as const

/** Names of the shipped profiles, in the order in which to list them. */
export const PROFILE_NAMES: readonly string[] = SHIPPED

/** A trace that a profile names: its text, and its path as errors should say it. */
export interface TraceText {
  readonly path: string
  readonly text: string
}

/** Reads the trace that a profile names as `file`. */
export type ReadTrace = (file: string) => Checked<TraceText>

/** What is larger holds recordings, which a program has written: no key stands there twice. */
const BY_HAND = 1_000_000

/** `file` names the text in errors. */
export function parseProfile(text: string, file: string, readTrace: ReadTrace): Checked<Profile> {
  const parse = text.length > BY_HAND ? quickJson : parseJson
  const parsed = parse(text, file, profileSchema)
  if (!parsed.ok) return parsed
  const profile = parsed.value
  if (profile.kind === 'figures') return { ok: true, value: profile }
  const up = withTraces(profile.link.up, readTrace)
  if (!up.ok) return up
  const down = withTraces(profile.link.down, readTrace)
  if (!down.ok) return down
  const link = { mtu: profile.link.mtu, up: up.value, down: down.value }
  return { ok: true, value: { ...profile, link } }
}

/** The same impairments, the traces that are in files in place. */
function withTraces(
  stages: readonly WrittenImpairment[],
  readTrace: ReadTrace,
): Checked<readonly ListedImpairment[]> {
  const complete: ListedImpairment[] = []
  for (const stage of stages) {
    if (stage.kind !== 'trace-file') {
      complete.push(stage)
      continue
    }
    const read = readTrace(stage.file)
    if (!read.ok) return read
    const trace = parseTrace(read.value.text)
    if (trace.kind === 'malformed') {
      const { line, found, expected } = trace
      return {
        ok: false,
        error: new InputError({ code: 'malformed', file: read.value.path, line, found, expected }),
      }
    }
    complete.push({ ...stage.rest, opportunitiesMs: trace.opportunitiesMs })
  }
  return { ok: true, value: complete }
}

/**
 * A shipped profile is called what its file is called, or it could not be found again, and has
 * a source for each of its figures.
 */
export function parseShippedProfile(
  text: string,
  file: string,
  name: string,
): Checked<FiguresProfile> {
  const parsed = parseJson(text, file, profileSchema)
  if (!parsed.ok) return parsed
  const profile = parsed.value
  const refused = (field: string, found: string, expected: string): Checked<never> => ({
    ok: false,
    error: new InputError({ code: 'wrong-value', file, field, found, expected }),
  })
  if (profile.kind === 'listed') return refused('link', 'impairments', 'figures with their sources')
  if (profile.name === name) return { ok: true, value: profile }
  return refused('name', JSON.stringify(profile.name), `"${name}"`)
}

/** A name that is no shipped profile's. */
export function unknownProfile(name: string, field = 'profile'): InputError {
  return new InputError({
    code: 'unknown-name',
    field,
    found: JSON.stringify(name),
    expected: `the name of a profile or the path of a .json file${meantHint(name, PROFILE_NAMES)}`,
  })
}
