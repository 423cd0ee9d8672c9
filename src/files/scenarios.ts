/** Scenarios by name, from the shipped files, or from a user's own. */
import type { Checked } from '../json/input-error.ts'
import { parseScenario, SCENARIO_NAMES } from '../scenario/load.ts'
import { SCENARIO_FORMAT, type ScenarioFile } from '../scenario/schema.ts'
import { isFileOf, loadNamed, type Shipped } from './named-file.ts'

const SCENARIOS: Shipped<ScenarioFile> = {
  folder: 'scenarios',
  names: SCENARIO_NAMES,
  parse: parseScenario,
}

export const loadScenario = (nameOrPath: string, field: string): Checked<ScenarioFile> =>
  loadNamed(SCENARIOS, nameOrPath, field)

export const isScenarioFile = (path: string): boolean => isFileOf(SCENARIO_FORMAT, path)
