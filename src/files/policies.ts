/** Policies by name, from the shipped files, or from a user's own. */
import type { Checked } from '../json/input-error.ts'
import { isPath } from '../json/named.ts'
import { POLICY_NAMES, parsePolicy, saysPolicy, unknownPolicy } from '../policy/load.ts'
import type { PolicyFile } from '../policy/schema.ts'
import { PROFILES_FOLDER } from './profiles.ts'
import { readTextFile } from './text-file.ts'

/** By name, or by path if it looks like one. `field`: where it was given. */
export function loadPolicy(nameOrPath: string, field: string): Checked<PolicyFile> {
  if (isPath(nameOrPath)) {
    const text = readTextFile(nameOrPath)
    return text.ok ? parsePolicy(text.value, nameOrPath) : text
  }
  if (!POLICY_NAMES.some((name) => name === nameOrPath)) {
    return { ok: false, error: unknownPolicy(nameOrPath, field) }
  }
  const name = `profiles/policies/${nameOrPath}.json`
  const text = readTextFile(new URL(`policies/${nameOrPath}.json`, PROFILES_FOLDER), { name })
  return text.ok ? parsePolicy(text.value, name) : text
}

/** Whether a path leads to a policy. */
export function isPolicyFile(path: string): boolean {
  if (!isPath(path)) return false
  const text = readTextFile(path)
  return text.ok && saysPolicy(text.value)
}
