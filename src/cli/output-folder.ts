/**
 * Writes the files of a run together: each is written beside its place under another name and
 * moved there when all are whole, so that a reader never meets half a file, and an interrupted
 * or failed write leaves what was there before.
 */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { wrongOption } from './exit.ts'

export interface OutputFile {
  readonly name: string
  readonly content: string
}

/** Fails early, before a long run, when nothing could be written in the end. */
export function ensureWritableFolder(folder: string): void {
  guard(folder, () => {
    mkdirSync(folder, { recursive: true })
    const probe = join(folder, `.xmpp-rtt-${process.pid}.probe`)
    writeFileSync(probe, '')
    rmSync(probe)
  })
}

export function writeTogether(folder: string, files: readonly OutputFile[]): void {
  guard(folder, () => {
    mkdirSync(folder, { recursive: true })
    const written: { readonly temporary: string; readonly final: string }[] = []
    try {
      for (const { name, content } of files) {
        const temporary = join(folder, `.${name}.${process.pid}.partial`)
        written.push({ temporary, final: join(folder, name) })
        writeFileSync(temporary, content)
      }
      for (const { temporary, final } of written) renameSync(temporary, final)
    } finally {
      for (const { temporary } of written) rmSync(temporary, { force: true })
    }
  })
}

function guard(folder: string, action: () => void): void {
  try {
    action()
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'an error'
    throw wrongOption('-o', `"${folder}" (${reason})`, 'a folder that can be written to')
  }
}
