/** Files as other tools write them, and which importer is for each. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { accepted } from '../../../src/json/input-error.ts'
import { importProfile } from '../../../src/profiles/import/import-profile.ts'
import type { ImportSource } from '../../../src/profiles/import/importer.ts'

export const SAMPLES_FOLDER: string = fileURLToPath(new URL('samples/', import.meta.url))

/** By how their names begin, where that is not the importer's name. */
const IMPORTER_OF: Readonly<Record<string, string>> = {
  connectivity: 'webpagetest',
  lte: 'mahimahi',
  pensieve: 'bandwidth',
  hsdpa: 'bandwidth',
  starlink: 'series',
  rates_down: 'series',
  // No link by itself.
  uneven: 'table',
}

export interface Sample extends ImportSource {
  readonly importer: string
}

export const SAMPLES: readonly Sample[] = readdirSync(SAMPLES_FOLDER)
  .sort()
  .map((name) => {
    const [beginning = ''] = name.split(/[-.]/)
    return {
      name,
      text: new TextDecoder().decode(readFileSync(`${SAMPLES_FOLDER}${name}`)),
      importer: IMPORTER_OF[beginning] ?? beginning,
    }
  })

export const sampleOf = (name: string): Sample => {
  const sample = SAMPLES.find((one) => one.name === name)
  if (sample === undefined) throw new Error(`no sample ${name}`)
  return sample
}

export interface Imported {
  readonly title: string
  readonly name: string
  readonly link: { readonly up: readonly object[]; readonly down: readonly object[] }
  readonly unused?: readonly { readonly figure: string; readonly value: unknown }[]
}

export const NOTHING_SAID = { name: undefined, pick: undefined, opportunity: undefined } as const

/** The profile that comes of some sources. */
export const imported = (
  sources: readonly ImportSource[],
  settings: { readonly pick?: string; readonly opportunity?: string } = {},
): Imported =>
  JSON.parse(accepted(importProfile(sources, { ...NOTHING_SAID, ...settings })).text) as Imported

export const unusedIn = ({ unused = [] }: Imported): readonly (readonly unknown[])[] =>
  unused.map(({ figure, value }) => [figure, value])

/** A text that has no file. */
export const text = (
  text: string,
  name = 'a.txt',
  more: Partial<ImportSource> = {},
): ImportSource => ({
  name,
  text,
  ...more,
})

/** What is said against it, in one line. */
export function complaintOf(
  sources: readonly ImportSource[],
  settings: { readonly pick?: string } = {},
): string {
  const read = importProfile(sources, { ...NOTHING_SAID, ...settings })
  return read.ok ? 'nothing' : read.error.message
}
