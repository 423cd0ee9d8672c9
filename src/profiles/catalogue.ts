/**
 * Profiles as a table for `profiles/README.md`: every figure with how it is known.
 */

import type { Status } from '../json/sources.ts'
import { roundTripText } from '../quantities/text.ts'
import { describeProfile, medianRoundTrip } from './describe.ts'
import type { Confidence, Figure } from './field.ts'
import { resolveProfile } from './resolve.ts'
import type { Profile } from './schema.ts'

/** What a list of profiles says of each. */
export interface ProfileEntry {
  readonly name: string
  readonly title: string
  readonly folklore: boolean
  /** `86ms`: the median. */
  readonly rtt: string
}

export const listProfiles = (profiles: readonly Profile[]): ProfileEntry[] =>
  profiles.map((profile) => ({
    name: profile.name,
    title: profile.title,
    folklore: profile.folklore,
    rtt: roundTripText(medianRoundTrip(resolveProfile(profile))),
  }))

/** One figure that a profile is made of, with its provenance. */
export interface ProvenancedFigure {
  /** `radio promotion` */
  readonly name: string
  readonly status: Status
  readonly confidence: Confidence
  readonly sources: readonly string[]
  readonly note: string | undefined
}

/** Every figure that the model uses; a profile that lists its impairments states none. */
export function figuresOf(profile: Profile): ProvenancedFigure[] {
  if (profile.kind === 'listed') return []
  const { radio, handover } = profile
  const named: readonly [string, Figure<unknown> | undefined][] = [
    ['rtt', profile.rtt],
    ['jitter', profile.jitter],
    ['loss', profile.loss],
    ['down', profile.down],
    ['up', profile.up],
    ['service', profile.service],
    ['queue', profile.queue],
    ['mtu', profile.mtu],
    ['radio promotion', radio?.promotion],
    ['radio idle', radio?.idleAfter],
    ['radio sleep', radio?.sleep?.after],
    ['radio waking', radio?.sleep?.wake],
    ['radio at first', radio?.initially],
    ['handover interval', handover?.interval],
    ['handover hold', handover?.hold],
    ['handover failure', handover?.failure?.share],
    ['handover outage', handover?.failure?.outage],
    ['outage', profile.outage],
    ['hold', profile.hold],
  ]
  return named.flatMap(([name, figure]) => {
    if (figure === undefined) return []
    const { status, confidence, sources, note } = figure
    return [{ name, status, confidence, sources, note }]
  })
}

const cell = (text: string): string => text.replaceAll('|', '\\|')

/** The generated part of `profiles/README.md`. */
export function profilesMarkdown(profiles: readonly Profile[]): string {
  const rows = profiles.map((profile) => {
    const { name, title, folklore } = profile
    const what = folklore ? `${title} (**folklore**)` : title
    const link = describeProfile({ ...resolveProfile(profile), folklore: false }).join('<br>')
    return `| [\`${name}\`](${name}.json) | ${cell(what)} | ${cell(link)} |`
  })
  return [
    '| profile | what | link |',
    '|---|---|---|',
    ...rows,
    '',
    ...profiles.flatMap(provenance),
    '### Sources',
    '',
    ...citations(profiles),
    '',
  ].join('\n')
}

/** One table per profile: figure, status, confidence, sources, note; then what is left out. */
function provenance(profile: Profile): string[] {
  const rows = figuresOf(profile).map(({ name, status, confidence, sources, note }) => {
    return `| ${name} | ${status} | ${confidence} | ${sources.join(', ')} | ${cell(note ?? '')} |`
  })
  const unused = profile.unused.map(({ figure, value, sources, reason }) => {
    const known = `\`${JSON.stringify(value)}\` (${sources.join(', ')})`
    return `- not used: ${figure} ${known}. ${reason}.`
  })
  return [
    `### ${profile.name}`,
    '',
    profile.description,
    '',
    '| figure | status | confidence | sources | note |',
    '|---|---|---|---|---|',
    ...rows,
    ...(unused.length === 0 ? [] : ['', ...unused]),
    '',
  ]
}

function citations(profiles: readonly Profile[]): string[] {
  const all = new Map(profiles.flatMap(({ sources }) => Object.entries(sources)))
  return [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, text]) => `- **${key}**: ${text}`)
}
