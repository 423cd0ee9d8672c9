/**
 * Shards in folders: each in a file of its own, which is there as a whole or not at all, so that many
 * processes write to one folder, are killed, and begin again.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { accepted, InputError } from '../json/input-error.ts'
import { isSameRun, type RunOfShard } from '../run/shards/merge.ts'
import {
  readShard,
  SHARD_NAME,
  type ShardFile,
  shardName,
  writeShard,
} from '../run/shards/shard-file.ts'
import { readTextFile } from './text-file.ts'

/** Of a hundred cells whose first outcomes are all in one shard. */
const OCTETS_MAX = 400_000_000

/** Where a shard goes. */
export const shardPath = (folder: string, shard: ShardFile['shard']): string =>
  join(folder, shardName(shard))

/** @throws {InputError} when it is no file, or holds no shard. */
export const readShardFile = (path: string): ShardFile =>
  accepted(readShard(accepted(readTextFile(path, { octetsMax: OCTETS_MAX })), path))

/**
 * The shard of this run that is there already, whole: it need not be done again. What is there of no run,
 * because it was cut short, is done again.
 *
 * @throws {InputError} when it is of another run: what was done for that stays.
 */
export function isDone(path: string, run: RunOfShard): boolean {
  const found = existsSync(path) ? wholeShard(path) : undefined
  if (found === undefined) return false
  if (isSameRun(found, run)) return true
  throw new InputError({
    code: 'senseless',
    file: path,
    found: 'a shard of another run',
    expected: 'none, or one of this run: another folder for it',
  })
}

function wholeShard(path: string): ShardFile | undefined {
  try {
    return readShardFile(path)
  } catch (error) {
    if (error instanceof InputError) return undefined
    throw error
  }
}

/**
 * Fails early, before a long run, when nothing could be written.
 *
 * @throws {InputError}
 */
export function ensureFolder(folder: string): void {
  guarded(folder, () => {
    mkdirSync(folder, { recursive: true })
    rmSync(mkdtempSync(join(folder, '.probe.')), { recursive: true })
  })
}

/** @throws {InputError} when it cannot be written; there is none then. */
export function writeShardFile(folder: string, file: ShardFile): void {
  const path = shardPath(folder, file.shard)
  guarded(folder, () => {
    // A place of its own within the same file system, whatever else is written there.
    const aside = mkdtempSync(join(folder, `.${shardName(file.shard)}.`))
    try {
      const fresh = join(aside, 'new')
      writeFileSync(fresh, writeShard(file), { flush: true })
      renameSync(fresh, path)
    } finally {
      rmSync(aside, { recursive: true, force: true })
    }
  })
}

/** Of all folders, in the order of their names. */
export function shardsIn(folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) => {
    try {
      return readdirSync(folder)
        .filter((name) => SHARD_NAME.test(name))
        .sort()
        .map((name) => join(folder, name))
    } catch (error) {
      throw new InputError({
        code: 'unreadable',
        file: folder,
        found: codeOf(error) === 'ENOTDIR' ? 'a file' : codeOf(error),
        expected: 'a folder with shards in it',
      })
    }
  })
}

function guarded(folder: string, action: () => void): void {
  try {
    action()
  } catch (error) {
    throw new InputError({
      code: 'unwritable',
      field: 'output',
      found: `"${folder}" (${codeOf(error)})`,
      expected: 'a folder that can be written to',
    })
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'an error'
