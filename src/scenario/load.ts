/** Scenario texts to checked scenarios. Knows no files: names and texts come from outside. */
import type { Checked } from '../json/input-error.ts'
import { parseJson } from '../json/source.ts'
import { type ScenarioFile, scenarioSchema } from './schema.ts'

/** Names of the shipped scenarios, in the order in which to list them. */
export const SCENARIO_NAMES = [
  'tunnel',
  'tunnel-30s',
  'tunnel-120s',
  'tunnel-180s',
  'cellar',
  'elevator',
  'wifi-to-cell',
  'cell-to-wifi',
  'commuter',
  'airplane-wifi',
  'nat-timeout',
  'cafe-flaky',
  'leo-reconfiguration',
  'push-wake',
  'server-restart',
] as const

/** `file` names the text in errors. */
export const parseScenario = (text: string, file: string): Checked<ScenarioFile> =>
  parseJson(text, file, scenarioSchema)
