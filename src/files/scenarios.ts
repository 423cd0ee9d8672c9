/** Scenarios by name, from the shipped files, or from a user's own. */
import type { Checked } from '../json/input-error.ts'
import { isPath } from '../json/named.ts'
import { parseScenario, SCENARIO_NAMES, saysScenario, unknownScenario } from '../scenario/load.ts'
import type { ScenarioFile } from '../scenario/schema.ts'
import { PROFILES_FOLDER } from './profiles.ts'
import { readTextFile } from './text-file.ts'

/** By name, or by path if it looks like one. `field`: where it was given. */
export function loadScenario(nameOrPath: string, field: string): Checked<ScenarioFile> {
  if (isPath(nameOrPath)) {
    const text = readTextFile(nameOrPath)
    return text.ok ? parseScenario(text.value, nameOrPath) : text
  }
  if (!SCENARIO_NAMES.some((name) => name === nameOrPath)) {
    return { ok: false, error: unknownScenario(nameOrPath, field) }
  }
  const name = `profiles/scenarios/${nameOrPath}.json`
  const text = readTextFile(new URL(`scenarios/${nameOrPath}.json`, PROFILES_FOLDER), { name })
  return text.ok ? parseScenario(text.value, name) : text
}

/** Whether a path leads to a scenario. */
export function isScenarioFile(path: string): boolean {
  if (!isPath(path)) return false
  const text = readTextFile(path)
  return text.ok && saysScenario(text.value)
}
