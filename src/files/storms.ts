/** Storms from files: what `-f json` printed, or `-o` wrote. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { accepted } from '../json/input-error.ts'
import { parseJson } from '../json/source.ts'
import { type StormResult, stormSchema } from '../result/storm.ts'
import { STORM_FILE } from './stored-names.ts'
import { readTextFile } from './text-file.ts'

/** A few numbers a step, a few hundred steps, as many parts as there may be. */
const OCTETS_MAX = 10_000_000

/** Whether a folder holds a storm, or a file is called like one. */
export const isStorm = (fileOrFolder: string): boolean =>
  fileOrFolder.endsWith(STORM_FILE) || existsSync(join(fileOrFolder, STORM_FILE))

/** @throws {InputError} when the file is none that can be read, or holds no storm. */
export function readStormFile(fileOrFolder: string): StormResult {
  const within = join(fileOrFolder, STORM_FILE)
  const path = existsSync(within) ? within : fileOrFolder
  const expected = 'a storm.json that was written with -o'
  const text = accepted(readTextFile(path, { expected, octetsMax: OCTETS_MAX }))
  return accepted(parseJson(text, path, stormSchema))
}
