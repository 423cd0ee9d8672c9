/**
 * What has a name among the shipped files, or is a file of one's own. `Read`: what its text comes to.
 */
import { saysFormat } from '../json/format.ts'
import type { Checked } from '../json/input-error.ts'
import { isPath, unknownName } from '../json/named.ts'
import { PROFILES_FOLDER } from './profiles.ts'
import { readTextFile } from './text-file.ts'

export interface Shipped<Read> {
  /** Beside the profiles. */
  readonly folder: string
  readonly names: readonly string[]
  /** `file` names the text in errors. */
  readonly parse: (text: string, file: string) => Checked<Read>
}

/** By name, or by path if it looks like one. `field`: where it was given. */
export function loadNamed<Read>(
  { folder, names, parse }: Shipped<Read>,
  nameOrPath: string,
  field: string,
): Checked<Read> {
  const isOwn = isPath(nameOrPath)
  if (!isOwn && !names.includes(nameOrPath)) {
    return { ok: false, error: unknownName(nameOrPath, field, names) }
  }
  const inFolder = `${folder}/${nameOrPath}.json`
  const name = isOwn ? nameOrPath : `profiles/${inFolder}`
  const text = isOwn
    ? readTextFile(nameOrPath)
    : readTextFile(new URL(inFolder, PROFILES_FOLDER), { name })
  return text.ok ? parse(text.value, name) : text
}

/** Whether a path leads to a text that says of itself that it is of a format. */
export function isFileOf(format: string, path: string): boolean {
  if (!isPath(path)) return false
  const text = readTextFile(path)
  return text.ok && saysFormat(text.value, format)
}
