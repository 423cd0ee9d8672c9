/**
 * The folder of a run's files, replaced as a whole: the new one is made beside it and written to
 * the disk, the old one is put aside, the new one takes its place, and only then is the old one
 * removed. So a reader finds one run's files or none. What fails in the middle is taken back; what
 * is killed in the middle leaves names beside the folder by which the next run knows what to do.
 *
 * Only folders that hold nothing else are replaced. Left out: two runs that write to one folder at
 * the same moment, of which the later wins.
 */
import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { cwd, kill, pid } from 'node:process'
import { InputError } from '../json/input-error.ts'

export interface OutputFile {
  readonly name: string
  readonly content: string
}

/**
 * Fails early, before a long run, when nothing could be written in the end; and puts in order what
 * a run before has left. `names`: of the files that will be written.
 *
 * @throws {InputError} when the folder cannot be replaced.
 */
export function ensureReplaceable(folder: string, names: readonly string[]): void {
  guard(folder, () => {
    if (folder === '') refuse(folder, 'no name')
    const { place, fresh, aside } = placesOf(folder)
    makeFolder(dirname(place))
    recover(place)
    check(folder, place, names)
    mkdirSync(fresh)
    rmdirSync(fresh)
    // Whether a folder can be moved (none that is mounted can be) shows when it is.
    if (exists(place)) {
      renameSync(place, aside)
      renameSync(aside, place)
    }
  })
}

/** @throws {InputError} when they cannot be written; what was there before is there again then. */
export function replaceFolder(folder: string, files: readonly OutputFile[]): void {
  guard(folder, () => {
    const { place, fresh, aside } = placesOf(folder)
    makeFolder(dirname(place))
    recover(place)
    check(
      folder,
      place,
      files.map(({ name }) => name),
    )
    try {
      mkdirSync(fresh)
      for (const { name, content } of files) writeThrough(join(fresh, name), content)
      flush(fresh)
      swap(place, fresh, aside)
    } finally {
      rmSync(fresh, { recursive: true, force: true })
    }
    rmSync(aside, { recursive: true, force: true })
  })
}

function swap(place: string, fresh: string, aside: string): void {
  const replaces = exists(place)
  if (replaces) renameSync(place, aside)
  try {
    renameSync(fresh, place)
    flush(dirname(place))
  } catch (error) {
    if (exists(place)) renameSync(place, fresh)
    if (replaces) renameSync(aside, place)
    throw error
  }
}

interface Places {
  readonly place: string
  /** The new folder until it takes its place. */
  readonly fresh: string
  /** The old one from then on. */
  readonly aside: string
}

/** Beside the folder that a link leads to, not beside the link. */
function placesOf(folder: string): Places {
  const place = exists(folder) ? realpathSync(folder) : resolve(folder)
  const beside = (what: string): string =>
    join(dirname(place), `.${basename(place)}.${pid}.${what}`)
  return { place, fresh: beside('new'), aside: beside('old') }
}

/** What a run has left that was killed: an old folder returns if nothing has taken its place. */
function recover(place: string): void {
  const parent = dirname(place)
  const prefix = `.${basename(place)}.`
  for (const entry of readdirSync(parent, { withFileTypes: true })) {
    const { name } = entry
    const [, owner, what] =
      LEFT.exec(name.startsWith(prefix) ? name.slice(prefix.length) : '') ?? []
    if (owner === undefined || !entry.isDirectory() || isRunning(Number(owner))) continue
    const left = join(parent, name)
    if (what === 'old' && !exists(place)) renameSync(left, place)
    else rmSync(left, { recursive: true, force: true })
  }
}

const LEFT = /^(\d+)\.(new|old)$/

/** Another process that is at it; whoever has this one's number is gone. */
function isRunning(owner: number): boolean {
  if (owner === pid) return false
  try {
    return kill(owner, 0)
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

function check(folder: string, place: string, names: readonly string[]): void {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() === true && !exists(folder)) {
    refuse(folder, 'a link to nothing')
  }
  if (!exists(place)) return
  if (!statSync(place).isDirectory()) refuse(folder, 'a file')
  if (!/^\.\.([/\\]|$)/.test(relative(place, cwd()))) refuse(folder, 'where the tool was started')
  for (const entry of readdirSync(place, { withFileTypes: true })) {
    if (!entry.isFile() || !(names.includes(entry.name) || LEFTOVER.test(entry.name))) {
      refuse(folder, `holds ${JSON.stringify(entry.name)}`)
    }
    refuseImmutable(join(place, entry.name))
  }
}

/** Of versions that wrote into the folder itself. */
const LEFTOVER = /^\.(.+\.\d+\.partial|xmpp-rtt-\d+\.probe)$/

/** It could not be removed any more once it is put aside; other permissions are the folder's. */
function refuseImmutable(path: string): void {
  try {
    closeSync(openSync(path, 'r+'))
  } catch (error) {
    if (codeOf(error) === 'EPERM') throw error
  }
}

function writeThrough(path: string, content: string): void {
  const file = openSync(path, 'wx')
  try {
    const octets = Buffer.from(content)
    for (let written = 0; written < octets.length; ) {
      written += writeSync(file, octets, written)
    }
    fsyncSync(file)
  } catch (error) {
    unlinkSync(path)
    throw error
  } finally {
    closeSync(file)
  }
}

/** The names in a folder; where a system does not open folders, it is left to it. */
function flush(folder: string): void {
  let handle: number | undefined
  try {
    handle = openSync(folder, 'r')
    fsyncSync(handle)
  } catch (error) {
    if (!['EPERM', 'EISDIR', 'EINVAL', 'EACCES'].includes(codeOf(error))) throw error
  } finally {
    if (handle !== undefined) closeSync(handle)
  }
}

const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined

/**
 * Level by level from the nearest one that exists: `mkdir` with `recursive` never returns below
 * file systems that deny the existence of what they refuse to make, as /proc does.
 */
function makeFolder(folder: string): void {
  if (exists(folder)) return
  makeFolder(dirname(folder))
  mkdirSync(folder)
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'an error'

function refuse(folder: string, found: string): never {
  throw new InputError({
    code: 'unwritable',
    field: 'output',
    found: `"${folder}" (${found})`,
    expected: 'a folder that is not there yet, is empty, or holds a result alone',
  })
}

function guard(folder: string, action: () => void): void {
  try {
    action()
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError({
      code: 'unwritable',
      field: 'output',
      found: `"${folder}" (${codeOf(error)})`,
      expected: 'a folder that can be written to, and its place too',
    })
  }
}
