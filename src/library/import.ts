/** Links that other tools have described or measured, as profiles. */
import { accepted } from '../json/input-error.ts'
import {
  type ImportedProfile,
  importProfile as importedFrom,
} from '../profiles/import/import-profile.ts'
import type { ImportWords } from '../words/import.ts'
import { readImport } from '../words/reading/import.ts'

/**
 * Makes a profile of files of other tools: pings, transfers of iperf3, netem's arguments, traces.
 * `text` is a profile's file, which runs take as `./FILE.json`; `remarks` say what of the files is not
 * in the link, and what had to be assumed.
 *
 *     const { text } = importProfile({ files: ['ping.txt', 'iperf3.json'] })
 *
 * @throws {InputError} when a file cannot be read or is of no known format.
 */
export function importProfile(words: ImportWords): ImportedProfile {
  const { sources, settings } = readImport(words)
  return accepted(importedFrom(sources, settings))
}
