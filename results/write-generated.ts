/**
 * Writes what is generated from the code and checked in: the JSON Schemas of profiles and
 * results, and the tables in `profiles/README.md`. To be run after changing one of those; tests
 * say when it was forgotten.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { packageFile } from '../src/cli/tool.ts'
import { loadShippedProfiles, PROFILES_FOLDER } from '../src/files/profiles.ts'
import { readTextFile } from '../src/files/text-file.ts'
import type { InputError } from '../src/json/input-error.ts'
import { profilesMarkdown } from '../src/profiles/catalogue.ts'
import { profileJsonSchema } from '../src/profiles/schema.ts'
import { withGenerated } from '../src/report/generated.ts'
import { renderJsonValue } from '../src/report/json.ts'
import { resultJsonSchema } from '../src/result/result.ts'

const README = new URL('README.md', PROFILES_FOLDER)

writeFileSync(new URL('profile.schema.json', PROFILES_FOLDER), profileJsonSchema())
mkdirSync(packageFile('results'), { recursive: true })
writeFileSync(packageFile('results/result.schema.json'), renderJsonValue(resultJsonSchema()))

const profiles = loadShippedProfiles()
const readme = readTextFile(README, { name: 'profiles/README.md' })
if (!profiles.ok) fail(profiles.error)
else if (!readme.ok) fail(readme.error)
else
  writeFileSync(README, withGenerated(readme.value, 'profiles', profilesMarkdown(profiles.value)))

function fail(error: InputError): void {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}
