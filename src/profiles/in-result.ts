/**
 * What a result carries of a profile: the lines for people, and every value in base units.
 *
 * A recording is long, and the same in every result that it is used in: its digest stands for it, so
 * that a result stays small, and tells whether another one was over the same recording. The recording
 * itself is in the profile's file.
 */
import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { describeProfile } from './describe.ts'
import type { ListedImpairment } from './listed-impairments.ts'
import type { ResolvedProfile } from './resolve.ts'

type Json = z.core.util.JSONType

export const profileInResult = (
  profile: ResolvedProfile,
): { description: string[]; [field: string]: Json } => ({
  description: describeProfile(profile),
  ...(JSON.parse(JSON.stringify(withDigests(profile))) as Record<string, Json>),
})

function withDigests(profile: ResolvedProfile): object {
  if (profile.kind === 'figures') return profile
  const { up, down } = profile.link
  return { ...profile, link: { up: up.map(stageInResult), down: down.map(stageInResult) } }
}

function stageInResult(stage: ListedImpairment): object {
  switch (stage.kind) {
    case 'trace': {
      const { opportunitiesMs, ...rest } = stage
      return { ...rest, recording: recordingOf([opportunitiesMs]) }
    }
    case 'rate-trace': {
      const { endsMs, bitsPerSecond, ...rest } = stage
      return { ...rest, recording: recordingOf([endsMs, bitsPerSecond]) }
    }
    case 'delay-trace': {
      const { endsMs, delaysUs, ...rest } = stage
      return { ...rest, recording: recordingOf([endsMs, delaysUs]) }
    }
    default:
      return stage
  }
}

type Columns = readonly (readonly number[])[]

/** Its digest is of the numbers of its columns as JSON. */
function recordingOf(columns: Columns): { readonly sha256: string; readonly lines: number } {
  const sha256 = createHash('sha256').update(JSON.stringify(columns)).digest('hex')
  return { sha256, lines: columns[0]?.length ?? 0 }
}
