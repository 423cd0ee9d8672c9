/** Results from files: what `-f json` printed, or `-o` wrote. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { accepted, InputError } from '../json/input-error.ts'
import { refuseNoText } from '../json/value.ts'
import { readHlog } from '../record/hlog.ts'
import type { Histograms } from '../result/distribution.ts'
import { readResult as readText } from '../result/read.ts'
import type { Result } from '../result/result.ts'
import { HISTOGRAMS_FILE, RESULT_FILE, STORM_FILE } from './stored-names.ts'
import { readTextFile } from './text-file.ts'

/** Some hundred octets a figure, a few thousand cells. */
const OCTETS_MAX = 100_000_000

/**
 * Reads a `result.json`, of this version or another one of the same major schema; of a folder,
 * the one in it.
 *
 * @throws {InputError} when the file is none that can be read, or holds no result.
 */
export function readResult(fileOrFolder: string): Result {
  refuseNoText('fileOrFolder', fileOrFolder)
  const within = join(fileOrFolder, RESULT_FILE)
  const expected = 'a result.json that was written with -o'
  const hasResult = existsSync(within)
  if (!hasResult && existsSync(join(fileOrFolder, STORM_FILE))) {
    const found = `a storm (${STORM_FILE})`
    throw new InputError({ code: 'wrong-value', file: fileOrFolder, found, expected })
  }
  const path = hasResult ? within : fileOrFolder
  const text = accepted(readTextFile(path, { expected, octetsMax: OCTETS_MAX }))
  return accepted(readText(text, path))
}

/** A result, and what else `-o` has written of its run. */
export interface StoredRun {
  readonly result: Result
  /** None where only a result was named, or where the folder has no log. */
  readonly histograms: Histograms
}

/**
 * Reads the same, and the histograms beside it if a folder was named that has any.
 *
 * @throws {InputError} when there is no result, or a log that cannot be read.
 */
export function readStoredRun(fileOrFolder: string): StoredRun {
  const result = readResult(fileOrFolder)
  const log = join(fileOrFolder, HISTOGRAMS_FILE)
  return { result, histograms: existsSync(log) ? readHistograms(log) : new Map() }
}

function readHistograms(path: string): Histograms {
  const expected = 'a log of histograms that was written with -o'
  const text = accepted(readTextFile(path, { expected, octetsMax: OCTETS_MAX }))
  try {
    return new Map(readHlog(text).map(({ tag, histogram }) => [tag, histogram]))
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    throw new InputError({ code: 'malformed', file: path, found, expected })
  }
}
