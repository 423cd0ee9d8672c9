/** Results from files: what `-f json` printed, or `-o` wrote. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { accepted } from '../json/input-error.ts'
import { readResult as readText } from '../result/read.ts'
import type { Result } from '../result/result.ts'
import { readTextFile } from './text-file.ts'

/** What it is called where `-o` has written it. */
export const RESULT_FILE = 'result.json'

/** Some hundred octets a figure, a few thousand cells. */
const OCTETS_MAX = 100_000_000

/**
 * Reads a `result.json`, of this version or another one of the same major schema; of a folder,
 * the one in it.
 *
 * @throws {InputError} when the file is none that can be read, or holds no result.
 */
export function readResult(fileOrFolder: string): Result {
  const within = join(fileOrFolder, RESULT_FILE)
  const path = existsSync(within) ? within : fileOrFolder
  const expected = 'a result.json that was written with -o'
  const text = accepted(readTextFile(path, { expected, octetsMax: OCTETS_MAX }))
  return accepted(readText(text, path))
}
