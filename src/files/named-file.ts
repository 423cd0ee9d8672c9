/**
 * What has a name among the shipped files, or is a file of one's own. `Read`: what its text comes to.
 */
import type { Checked, InputError } from '../json/input-error.ts'
import { isPath } from '../json/named.ts'
import { PROFILES_FOLDER } from './profiles.ts'
import { readTextFile } from './text-file.ts'

export interface Shipped<Read> {
  /** Beside the profiles. */
  readonly folder: string
  readonly names: readonly string[]
  /** `file` names the text in errors. */
  readonly parse: (text: string, file: string) => Checked<Read>
  readonly unknown: (name: string, field: string) => InputError
}

/** By name, or by path if it looks like one. `field`: where it was given. */
export function loadNamed<Read>(
  { folder, names, parse, unknown }: Shipped<Read>,
  nameOrPath: string,
  field: string,
): Checked<Read> {
  const isOwn = isPath(nameOrPath)
  if (!isOwn && !names.includes(nameOrPath)) return { ok: false, error: unknown(nameOrPath, field) }
  const inFolder = `${folder}/${nameOrPath}.json`
  const name = isOwn ? nameOrPath : `profiles/${inFolder}`
  const text = isOwn
    ? readTextFile(nameOrPath)
    : readTextFile(new URL(inFolder, PROFILES_FOLDER), { name })
  return text.ok ? parse(text.value, name) : text
}

/** Whether a path leads to a text that says of itself what it is. */
export function isFileThat(says: (text: string) => boolean, path: string): boolean {
  if (!isPath(path)) return false
  const text = readTextFile(path)
  return text.ok && says(text.value)
}
