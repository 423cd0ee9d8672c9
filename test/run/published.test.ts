import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { withGenerated } from '../../results/generated.ts'
import {
  fidelitySummary,
  indexPage,
  publishedTables,
  README_STORY,
  README_TABLE,
  ROUND_TRIPS,
  SERVER_RELEASES,
} from '../../results/published.ts'
import {
  commandOf,
  RESTORATION_RUNS,
  SCENARIO_PAGE,
  SCENARIO_RUNS,
} from '../../results/scenarios.ts'
import { PROFILE_NAMES } from '../../src/profiles/load.ts'
import { SCENARIO_NAMES } from '../../src/scenario/load.ts'
import { within } from '../cli/within.ts'

const file = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

describe('results/', () => {
  it('has a table that running its command gives again, byte for byte', async () => {
    const { stdout } = await within(['compare', ...ROUND_TRIPS.arguments, '--no-commit'])
    assert.equal(stdout, file(`results/${ROUND_TRIPS.file}`))
  })

  it('has every table that it should have, each with its seed', () => {
    for (const table of publishedTables(PROFILE_NAMES)) {
      assert.match(file(`results/${table.file}`), /· seed 1 ·/)
    }
  })

  it('has every scenario, each run with the command that gives it again', () => {
    const page = file(`results/${SCENARIO_PAGE.file}`)
    for (const run of [...SCENARIO_RUNS, ...RESTORATION_RUNS])
      assert.ok(page.includes(`\n    ${commandOf(run)}`))
    for (const name of SCENARIO_NAMES) {
      assert.ok(
        SCENARIO_RUNS.some((run) => run.arguments.includes(name)),
        name,
      )
    }
  })

  it('has the servers of every release that it lists', () => {
    for (const release of SERVER_RELEASES) {
      const command = `npm run servers -- --release ${release}\n`
      assert.ok(file(`results/servers-${release}.md`).includes(command))
    }
  })

  it('has an index that is up to date', () => {
    assert.equal(file('results/README.md'), indexPage(publishedTables(PROFILE_NAMES)))
  })
})

describe('README.md', () => {
  const readme = file('README.md')

  it('shows when a message arrives', async () => {
    const { stdout } = await within(['compare', ...README_STORY, '--no-commit', '--workers', '1'])
    assert.equal(readme, withGenerated(readme, 'story', `\`\`\`\n${stdout}\`\`\`\n`))
  })

  it('shows what npm start prints', async () => {
    // On one thread, which takes a third less of the processors than two (determinism.test.ts).
    const { stdout } = await within([...README_TABLE, '--no-commit', '--workers', '1'])
    assert.equal(readme, withGenerated(readme, 'table', `\`\`\`\n${stdout}\`\`\`\n`))
  })

  for (const [name, heading] of [
    ['fidelity', 'Summary'],
    ['end-to-end', 'End to end'],
    ['links', 'Links'],
  ] as const) {
    it(`quotes results/fidelity.md: ${heading}`, () => {
      const summary = fidelitySummary(file('results/fidelity.md'), heading)
      assert.equal(readme, withGenerated(readme, name, summary))
    })
  }
})
