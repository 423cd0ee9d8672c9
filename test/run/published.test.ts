import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { withGenerated } from '../../results/generated.ts'
import {
  FIGURES,
  fidelitySummary,
  indexPage,
  publishedTables,
  README_STORY,
  README_TABLE,
  SERVER_RELEASES,
} from '../../results/published.ts'
import { ROUND_TRIP_PAGE, roundTripPage } from '../../results/round-trip-table.ts'
import {
  commandOf,
  RESTORATION_RUNS,
  SCENARIO_PAGE,
  SCENARIO_RUNS,
} from '../../results/scenarios.ts'
import { SOFTWARE_PAGE, softwarePage } from '../../results/software-table.ts'
import { commandOfStorm, MIXED_RUN, STORM_PAGE, STORM_RUNS } from '../../results/storms.ts'
import { STRATEGY_PAGE, strategyPage } from '../../results/strategy-table.ts'
import { PROFILE_NAMES } from '../../src/profiles/load.ts'
import { SCENARIO_NAMES } from '../../src/scenario/load.ts'
import { within } from '../cli/within.ts'
import { ownFolder } from '../own-folder.ts'

const folder = ownFolder('published')

const file = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

describe('results/', () => {
  it('has the rows of the table of minimum waits, as they are played again, byte for byte', () => {
    assert.equal(roundTripPage(), file(`results/${ROUND_TRIP_PAGE.file}`))
  })

  it('has what is said of every way to connect, and who has it (npm run generate)', () => {
    assert.equal(file(`results/${STRATEGY_PAGE.file}`), strategyPage())
    assert.equal(file(`results/${SOFTWARE_PAGE.file}`), softwarePage())
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

  it('has storms by every strategy, whatever is left, and by every policy', () => {
    const page = file(`results/${STORM_PAGE.file}`)
    for (const run of STORM_RUNS) {
      assert.ok(page.includes(`\n| ${run.names.join(' | ')} | `), run.names.join())
    }
    assert.ok(page.includes(`\n    ${commandOfStorm(MIXED_RUN)}`))
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

  for (const [name, title, args, picture] of [
    ['story', 'shows when a message arrives, and draws it', README_STORY, 'story.svg'],
    ['table', 'shows what npm start prints, and draws it', README_TABLE, 'headline.svg'],
  ] as const) {
    it(title, async () => {
      const run = join(folder, name)
      // On one thread, which takes a third less of the processors than two (determinism.test.ts).
      const { stdout } = await within([
        ...['compare', ...args, '-o', run],
        ...['--no-commit', '--workers', '1'],
      ])
      assert.equal(readme, withGenerated(readme, name, `\`\`\`\n${stdout}\`\`\`\n`))
      // What is stored is drawn as the command that is told draws it (test/cli/report.test.ts).
      const drawn = await within(['report', run, '-f', 'svg'])
      assert.equal(drawn.stdout, file(`results/${picture}`))
      assert.ok(readme.includes(`](results/${picture})`))
      assert.ok(FIGURES.some((figure) => figure.file === picture))
    })
  }

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
