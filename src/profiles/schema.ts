/**
 * What a profile file may say.
 *
 * A profile is a mobile link in one of two forms. As figures with their provenance: each figure
 * that the model uses has a value, how it is known, how far to trust it, and its sources;
 * figures of the same sources that the model does not use are named with the reason. Or as the
 * list of impairments that its packets meet, which says what it does and not how that is known.
 * A file stands alone: it holds the citations that its figures refer to.
 */

import * as z from 'zod'
import { DIRECTIONS } from '../direction.ts'
import { refuse } from '../json/refuse.ts'
import { jsonText } from '../json/text.ts'
import { unusedFigure } from './field.ts'
import { figureFields } from './figures-schema.ts'
import { type ListedLink, listedLink } from './listed.ts'
import type { ListedImpairment, WrittenImpairment } from './listed-impairments.ts'

const PROFILE_FORMAT = 'xmpp-rtt/profile@1'

/** Both forms at once; which it is, is told afterwards: mistakes are then each field's own. */
const fields = z.strictObject({
  $schema: z.string().optional(),
  format: z.literal(PROFILE_FORMAT),
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/, { error: 'lower-case letters, digits and "_", as in "lte_good"' })
    .describe('What the command line calls it; a shipped file has the same name'),
  title: z.string().min(1).max(80),
  description: z.string().optional(),
  folklore: z
    .boolean()
    .optional()
    .describe('Numbers that many tools copy and nobody is known to have measured'),
  link: listedLink.optional(),
  ...figureFields,
  rtt: figureFields.rtt.optional(),
  unused: z.array(unusedFigure).optional(),
  sources: z.record(z.string(), z.string()).optional().describe('Citations by key'),
})

type Fields = z.output<typeof fields>
type FigureName = keyof typeof figureFields

const FIGURE_NAMES = Object.keys(figureFields) as readonly FigureName[]

interface ProfileHead {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly folklore: boolean
  readonly unused: NonNullable<Fields['unused']>
  /** Citations by key. */
  readonly sources: Readonly<Record<string, string>>
}

export type FiguresProfile = ProfileHead & {
  readonly kind: 'figures'
  readonly rtt: NonNullable<Fields['rtt']>
} & Readonly<Pick<Fields, Exclude<FigureName, 'rtt'>>>

export interface ListedProfile<Stage> extends ProfileHead {
  readonly kind: 'listed'
  readonly link: ListedLink<Stage>
}

/** Checked and complete. */
export type Profile = FiguresProfile | ListedProfile<ListedImpairment>

/** As it stands in its file: traces that are in other files are not read yet. */
export type WrittenProfile = FiguresProfile | ListedProfile<WrittenImpairment>

export const profileSchema = fields.transform((profile, context): WrittenProfile => {
  checkSources(profile, context)
  return profile.link === undefined
    ? figuresProfile(profile, context)
    : listedProfile(profile, profile.link, context)
})

function listedProfile(
  profile: Fields,
  link: ListedLink<WrittenImpairment>,
  context: z.RefinementCtx,
): WrittenProfile {
  for (const name of FIGURE_NAMES) {
    if (profile[name] === undefined) continue
    refuse(context, profile[name], 'no figure beside "link", which says everything', [name])
  }
  return { kind: 'listed', ...headOf(profile), link }
}

/** What figures cannot do without, and what is expected there. */
const REQUIRED = [
  ['rtt', 'an object, or "link" with lists of impairments'],
  ['description', 'a text'],
  ['folklore', 'true or false'],
  ['sources', 'an object'],
] as const

function figuresProfile(profile: Fields, context: z.RefinementCtx): WrittenProfile {
  for (const [name, expected] of REQUIRED) {
    if (profile[name] === undefined) refuse(context, undefined, expected, [name])
  }
  if (profile.rtt === undefined) return z.NEVER
  if (profile.service?.value === 'poisson') {
    for (const way of DIRECTIONS) {
      if (profile[way]?.value.kind === 'fixed') continue
      refuse(context, profile.service, `a fixed "${way}" rate beside it`, ['service', 'value'])
    }
  }
  return { kind: 'figures', ...profile, ...headOf(profile), rtt: profile.rtt }
}

const headOf = (profile: Fields): ProfileHead => ({
  name: profile.name,
  title: profile.title,
  description: profile.description ?? '',
  folklore: profile.folklore ?? false,
  unused: profile.unused ?? [],
  sources: profile.sources ?? {},
})

function checkSources(profile: Fields, context: z.RefinementCtx): void {
  const known = profile.sources ?? {}
  for (const { path, sources } of citedSources(profile)) {
    for (const source of sources) {
      if (Object.hasOwn(known, source)) continue
      refuse(context, source, `sources that are keys of "sources" (${source} is not)`, path)
    }
  }
}

/** Every list of sources in a profile, with the path to it. */
export function citedSources(
  value: unknown,
  path: readonly PropertyKey[] = [],
): { path: PropertyKey[]; sources: readonly string[] }[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'sources' && Array.isArray(inner)) {
      return [{ path: [...path, key], sources: inner.map(String) }]
    }
    return citedSources(inner, [...path, Array.isArray(value) ? Number(key) : key])
  })
}

/** The JSON Schema for editors, as `profiles/profile.schema.json` holds it. */
export function profileJsonSchema(): string {
  const schema = z.toJSONSchema(profileSchema, { io: 'input' })
  return jsonText({ title: 'xmpp-rtt network profile', ...schema, ...EITHER_FORM })
}

/** In JSON Schema's words: what figures need and no "link", or "link" and no figure. */
const EITHER_FORM = {
  oneOf: [
    { required: REQUIRED.map(([name]) => name), properties: { link: false } },
    {
      required: ['link'],
      properties: Object.fromEntries(FIGURE_NAMES.map((name) => [name, false])),
    },
  ],
}
