import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { PROFILE_NAMES } from '../../src/profiles/load.ts'
import { publishedTables, ROUND_TRIPS } from '../../src/run/published.ts'
import { commandOutput } from '../cli/command.ts'

const published = (file: string): string =>
  readFileSync(new URL(`../../results/${file}`, import.meta.url), 'utf8')

describe('results/', () => {
  it('has a table that running its command gives again, byte for byte', async () => {
    const { stdout } = await commandOutput(['compare', ...ROUND_TRIPS.arguments, '--no-commit'])
    assert.equal(stdout, published(ROUND_TRIPS.file))
  })

  it('has every table that it should have, each with its command and seed', () => {
    for (const table of publishedTables(PROFILE_NAMES)) {
      const command = table.arguments.join(' ').replace(/ -f markdown$/, '')
      const named = [...command.matchAll(/^-p (\S+) -s (.*?) -n (\d+)/g)].length
      assert.equal(named, 1, command)
      assert.match(published(table.file), /seed 1/)
      assert.match(published('README.md'), new RegExp(`\\(${table.file}\\)`))
    }
  })
})
