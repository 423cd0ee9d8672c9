/**
 * Writes the files of a run together: each is written beside its place under another name and
 * moved there when all are whole, so that a reader never meets half a file, and an interrupted
 * or failed write leaves what was there before.
 */
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pid } from 'node:process'
import { InputError } from '../json/input-error.ts'

export interface OutputFile {
  readonly name: string
  readonly content: string
}

/** Fails early, before a long run, when nothing could be written in the end. */
export function ensureWritableFolder(folder: string): void {
  guard(folder, () => {
    makeFolder(resolve(folder))
    const probe = join(folder, `.xmpp-rtt-${pid}.probe`)
    writeFileSync(probe, '')
    rmSync(probe)
  })
}

export function writeTogether(folder: string, files: readonly OutputFile[]): void {
  guard(folder, () => {
    makeFolder(resolve(folder))
    for (const { name } of files) refuseFolder(join(folder, name))
    const written: { readonly temporary: string; readonly final: string }[] = []
    try {
      for (const { name, content } of files) {
        const temporary = join(folder, `.${name}.${pid}.partial`)
        written.push({ temporary, final: join(folder, name) })
        writeFileSync(temporary, content)
      }
      for (const { temporary, final } of written) renameSync(temporary, final)
    } finally {
      for (const { temporary } of written) rmSync(temporary, { force: true })
    }
  })
}

/**
 * Level by level from the nearest one that exists: `mkdir` with `recursive` never returns below
 * file systems that deny the existence of what they refuse to make, as /proc does.
 */
function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false }) !== undefined) return
  makeFolder(dirname(folder))
  mkdirSync(folder)
}

/** A file cannot take the place of a folder; found out before any other file is replaced. */
function refuseFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
    throw Object.assign(new Error(path), { code: 'EISDIR' })
  }
}

function guard(folder: string, action: () => void): void {
  try {
    action()
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'an error'
    throw new InputError({
      code: 'unwritable',
      field: 'output',
      found: `"${folder}" (${reason})`,
      expected: 'a folder that can be written to',
    })
  }
}
