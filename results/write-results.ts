/**
 * Writes the tables in `results/`, each by running the tool as anyone would: the command in a
 * table is the command that made it. `npm run results [FILE…]` writes only the files named.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { packageFile } from '../src/files/tool.ts'
import { writeTextFile } from '../src/files/whole-file.ts'
import { accepted } from '../src/json/input-error.ts'
import { parseJson } from '../src/json/source.ts'
import { PROFILE_NAMES } from '../src/profiles/load.ts'
import { readResult } from '../src/result/read.ts'
import { stormSchema } from '../src/result/storm.ts'
import { withGenerated } from './generated.ts'
import {
  FIGURES,
  fidelitySummary,
  indexPage,
  publishedTables,
  README_STORY,
  README_TABLE,
} from './published.ts'
import { ROUND_TRIP_PAGE, roundTripPage } from './round-trip-table.ts'
import { RESTORATION_RUNS, SCENARIO_PAGE, SCENARIO_RUNS, scenarioPage } from './scenarios.ts'
import { MIXED_RUN, STORM_PAGE, STORM_RUNS, stormPage } from './storms.ts'

const MAX_TABLE_BYTES = 64 * 1024 * 1024

/** A table of all strategies has some that a server never lets through, which is told by a 3. */
const ENDINGS: readonly (number | null)[] = [0, 3]

function outputOf(args: readonly string[]): string {
  const { status, stdout } = spawnSync(
    process.execPath,
    [...process.execArgv, packageFile('src/cli.ts'), 'compare', ...args, '--no-commit'],
    { encoding: 'utf8', maxBuffer: MAX_TABLE_BYTES, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  if (!ENDINGS.includes(status) || stdout === '') throw new Error(`ended with ${status}`)
  return stdout
}

function writeScenarios(): void {
  const shown = SCENARIO_RUNS.map((run) => outputOf([...run.arguments, '-f', 'markdown']))
  const restored = RESTORATION_RUNS.map((run) => {
    const command = [...run.arguments, '-f', 'json']
    return accepted(readResult(outputOf(command), command.join(' ')))
  })
  writeTextFile(packageFile(`results/${SCENARIO_PAGE.file}`), scenarioPage(shown, restored))
}

function writeStorms(): void {
  const results = new Map(
    STORM_RUNS.map((run) => {
      const command = [...run.arguments, '-f', 'json']
      const text = outputOf(command)
      return [run, accepted(parseJson(text, command.join(' '), stormSchema))] as const
    }),
  )
  const mixed = outputOf([...MIXED_RUN.arguments, '-f', 'markdown'])
  writeTextFile(packageFile(`results/${STORM_PAGE.file}`), stormPage(results, mixed))
}

/** The README shows what the tool prints when it is asked nothing, and how true TCP is. */
function writeReadme(): void {
  const file = packageFile('README.md')
  const printed = (args: readonly string[]): string => `\`\`\`\n${outputOf(args)}\`\`\`\n`
  const fidelity = readFileSync(packageFile('results/fidelity.md'), 'utf8')
  const readme = [
    ['table', printed(README_TABLE)],
    ['story', printed(README_STORY)],
    ['fidelity', fidelitySummary(fidelity, 'Summary')],
    ['end-to-end', fidelitySummary(fidelity, 'End to end')],
    ['links', fidelitySummary(fidelity, 'Links')],
  ].reduce(
    (text, [name = '', part = '']) => withGenerated(text, name, part),
    readFileSync(file, 'utf8'),
  )
  writeTextFile(file, readme)
}

const tables = publishedTables(PROFILE_NAMES)
const wanted = process.argv.slice(2)
for (const table of [...FIGURES, ...tables]) {
  if (wanted.length > 0 && !wanted.includes(table.file)) continue
  process.stderr.write(`${table.file}\n`)
  writeTextFile(packageFile(`results/${table.file}`), outputOf(table.arguments))
}
if (wanted.length === 0 || wanted.includes(ROUND_TRIP_PAGE.file)) {
  process.stderr.write(`${ROUND_TRIP_PAGE.file}\n`)
  writeTextFile(packageFile(`results/${ROUND_TRIP_PAGE.file}`), roundTripPage())
}
if (wanted.length === 0 || wanted.includes(SCENARIO_PAGE.file)) {
  process.stderr.write(`${SCENARIO_PAGE.file}\n`)
  writeScenarios()
}
if (wanted.length === 0 || wanted.includes(STORM_PAGE.file)) {
  process.stderr.write(`${STORM_PAGE.file}\n`)
  writeStorms()
}
if (wanted.length === 0 || wanted.includes('README.md')) writeReadme()
writeTextFile(packageFile('results/README.md'), indexPage(tables))
