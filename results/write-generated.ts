/**
 * Writes what is generated from the code and checked in: the JSON Schemas of profiles,
 * policies, scenarios, servers, dialogues, budgets and results, and the generated parts of READMEs. To be run
 * after changing one of those; tests say when it was forgotten.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { budgetsJsonSchema } from '../src/budget/budget-file.ts'
import { loadPolicy } from '../src/files/policies.ts'
import { loadShippedProfiles, PROFILES_FOLDER } from '../src/files/profiles.ts'
import { loadScenario } from '../src/files/scenarios.ts'
import { readTextFile } from '../src/files/text-file.ts'
import { packageFile } from '../src/files/tool.ts'
import type { Checked, InputError } from '../src/json/input-error.ts'
import { jsonText } from '../src/json/text.ts'
import { POLICY_NAMES } from '../src/policy/load.ts'
import { policyJsonSchema } from '../src/policy/schema.ts'
import { profilesMarkdown } from '../src/profiles/catalogue.ts'
import { profileJsonSchema } from '../src/profiles/schema.ts'
import { resultJsonSchema } from '../src/result/result.ts'
import { stormJsonSchema } from '../src/result/storm.ts'
import { SCENARIO_NAMES } from '../src/scenario/load.ts'
import { scenarioJsonSchema } from '../src/scenario/schema.ts'
import { dialogueJsonSchema } from '../src/scripted/dialogue-file.ts'
import { serverJsonSchema } from '../src/servers/file/schema.ts'
import { withGenerated } from './generated.ts'
import { phaseTable } from './phase-table.ts'
import { policiesMarkdown } from './policy-table.ts'
import { scenariosMarkdown } from './scenario-table.ts'
import { SOFTWARE_PAGE, softwarePage } from './software-table.ts'
import { STRATEGY_PAGE, strategyPage } from './strategy-table.ts'

writeFileSync(new URL('profile.schema.json', PROFILES_FOLDER), profileJsonSchema())
writeFileSync(new URL('policies/policy.schema.json', PROFILES_FOLDER), policyJsonSchema())
writeFileSync(new URL('scenarios/scenario.schema.json', PROFILES_FOLDER), scenarioJsonSchema())
mkdirSync(packageFile('results'), { recursive: true })
writeFileSync(packageFile('results/result.schema.json'), jsonText(resultJsonSchema()))
writeFileSync(packageFile('results/storm.schema.json'), jsonText(stormJsonSchema()))
writeFileSync(packageFile('src/budget/budgets.schema.json'), budgetsJsonSchema())
writeFileSync(packageFile('src/servers/server.schema.json'), serverJsonSchema())
writeFileSync(packageFile('src/scripted/dialogue.schema.json'), dialogueJsonSchema())

writeFileSync(packageFile(`results/${STRATEGY_PAGE.file}`), strategyPage())
writeFileSync(packageFile(`results/${SOFTWARE_PAGE.file}`), softwarePage())

const profiles = loadShippedProfiles()
if (!profiles.ok) fail(profiles.error)
else writeInto('profiles/README.md', 'profiles', profilesMarkdown(profiles.value))
writeInto('src/xmpp/server/README.md', 'phases', phaseTable())
const policies = allOf(POLICY_NAMES.map((name) => loadPolicy(name, 'policy')))
writeInto('profiles/policies/README.md', 'policies', policiesMarkdown(policies))
const scenarios = allOf(SCENARIO_NAMES.map((name) => loadScenario(name, 'scenario')))
writeInto('profiles/scenarios/README.md', 'scenarios', scenariosMarkdown(scenarios))

function allOf<T>(files: readonly Checked<T>[]): readonly T[] {
  return files.flatMap((file) => {
    if (file.ok) return [file.value]
    fail(file.error)
    return []
  })
}

function writeInto(file: string, name: string, generated: string): void {
  const text = readTextFile(packageFile(file), { name: file })
  if (!text.ok) fail(text.error)
  else writeFileSync(packageFile(file), withGenerated(text.value, name, generated))
}

function fail(error: InputError): void {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}
