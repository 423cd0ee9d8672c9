/** Results from files: what `-f json` printed, or `-o` wrote. */
import { accepted } from '../json/input-error.ts'
import { readResult as readText } from '../result/read.ts'
import type { Result } from '../result/result.ts'
import { readTextFile } from './text-file.ts'

/** Some hundred octets a figure, a few thousand cells. */
const OCTETS_MAX = 100_000_000

/**
 * Reads a `result.json`, of this version or another one of the same major schema.
 *
 * @throws {InputError} when the file is none that can be read, or holds no result.
 */
export function readResult(path: string): Result {
  const expected = 'a result.json that was written with -o'
  const text = accepted(readTextFile(path, { expected, octetsMax: OCTETS_MAX }))
  return accepted(readText(text, path))
}
