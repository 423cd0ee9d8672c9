/**
 * What imports a file of another tool: whether it knows the file, and what the file says of a link,
 * as the impairments that a profile lists. One importer is one file here and one line in
 * `importers.ts`.
 */
import type { Direction } from '../../direction.ts'
import { type Checked, InputError } from '../../json/input-error.ts'

/** A text that is to be imported. */
export interface ImportSource {
  /** Names it in complaints and in the profile; its ending may tell what it is of. */
  readonly name: string
  readonly text: string
  /** Which way it is of, where it is of one and does not say so itself. */
  readonly way?: Direction | undefined
  /** Which importer it is for, by name; without it the text tells. */
  readonly as?: string | undefined
}

type Json = string | number | boolean | readonly Json[] | { readonly [field: string]: Json }

/** An impairment, as a profile writes it. */
export type WrittenStage = { readonly kind: string } & { readonly [field: string]: Json }

/** What a file may say of one way. A packet meets them in this order, as in netem. */
export const ASPECTS = ['loss', 'delay', 'rate'] as const
export type Aspect = (typeof ASPECTS)[number]

export type Aspects = Readonly<Partial<Record<Aspect, readonly WrittenStage[]>>>

/** What a file says and the link cannot do. */
export interface Unused {
  readonly figure: string
  /** As it stands in the file. */
  readonly value: Json
  readonly reason: string
}

export interface Imported {
  /** What it says that it is, for a title. */
  readonly title: string
  readonly up: Aspects
  readonly down: Aspects
  readonly unused: readonly Unused[]
  /** What had to be assumed, and what is put in other words: a sentence each. */
  readonly notes: readonly string[]
}

/** A distribution by a name: deviations from the mean, in standard deviations, ascending. */
export interface DistributionTable {
  readonly name: string
  readonly deviations: readonly number[]
}

export interface ImportOptions {
  /** Of several links in one file: the name of the one that is meant. */
  readonly pick: string | undefined
  /** Octets of a delivery opportunity, as a quantity. */
  readonly opportunity: string | undefined
  /** What tables were given, for those who name them. */
  readonly tables: readonly DistributionTable[]
}

/** What is said beside files and means something to some importers only. */
export type ImportChoice = 'pick' | 'opportunity'

export interface Importer {
  /** What `--as` calls it. */
  readonly name: string
  /** One line for people. */
  readonly summary: string
  /** By how it looks; cheap, and never wrong about another's file. */
  readonly recognises: (source: ImportSource) => boolean
  readonly takes?: ImportChoice
  readonly read: (source: ImportSource, options: ImportOptions) => Checked<Imported>
}

/** A complaint about a line of a source. `line`: from 1; without it the source as a whole. */
export const refused = (
  { name }: ImportSource,
  found: string,
  expected: string,
  line?: number,
): Checked<never> => ({
  ok: false,
  error: new InputError({ code: 'malformed', file: name, line, found, expected }),
})

/** What is of one way only, for whichever way that is: both, where nobody says. */
export function eachWay(
  source: ImportSource,
  aspects: (way: Direction) => Aspects,
): Pick<Imported, 'up' | 'down'> {
  const way = wayOf(source)
  return {
    up: way === 'down' ? {} : aspects('up'),
    down: way === 'up' ? {} : aspects('down'),
  }
}

/** As it was said, or as the name says: `lte.up`, `Verizon-LTE-short.down`, `train_uplink.csv`. */
export function wayOf({ name, way }: ImportSource): Direction | undefined {
  if (way !== undefined) return way
  const [, found] = /[._-](up|down|uplink|downlink|ul|dl)(?:\.[a-z0-9]+)?$/i.exec(name) ?? []
  if (found === undefined) return undefined
  return /^u/i.test(found) ? 'up' : 'down'
}

/** To be said where a file is of one way, and nobody knows which. */
export const bothWays = (source: ImportSource): readonly string[] =>
  wayOf(source) === undefined
    ? [
        'It is of one way, and nothing says which: both ways have it (up=FILE or down=FILE says so).',
      ]
    : []
