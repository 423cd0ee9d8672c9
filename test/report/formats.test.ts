/** Conformance: what holds for every format, those of the future included. */
import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { FORMATS, type Format } from '../../src/report/formats.ts'
import { PLAIN } from '../../src/report/report-options.ts'
import type { Result } from '../../src/result/result.ts'
import { SAMPLE_RESULT } from '../result/sample-result.ts'
import { renderLines } from './lines.ts'

const HOSTILE = 'a|b"c,<i>`*\u001b[31m\n𝒙'

/** The sample with a strategy and a profile of that name in place of its first ones. */
function named(name: string): Result {
  const rename = (text: string): string =>
    text === 'legacy-resume-starttls' || text === 'lte_good' ? name : text
  const renameKeys = <Value>(record: Record<string, Value>): Record<string, Value> =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [rename(key), value]))
  return {
    ...SAMPLE_RESULT,
    profiles: renameKeys(SAMPLE_RESULT.profiles),
    strategies: renameKeys(SAMPLE_RESULT.strategies),
    cells: SAMPLE_RESULT.cells.map((cell) => ({
      ...cell,
      strategy: rename(cell.strategy),
      profile: rename(cell.profile),
    })),
  }
}

/** What the README of the room shows, as one file and one line. */
const EXAMPLE = { lines: { extension: 'txt', render: renderLines } } as const

for (const [name, format] of Object.entries<Format>({ ...FORMATS, ...EXAMPLE })) {
  describe(`format ${name}`, () => {
    const text = format.render(SAMPLE_RESULT, PLAIN)

    it('names every strategy and every profile', () => {
      for (const { strategy, profile } of SAMPLE_RESULT.cells) {
        assert.ok(text.includes(strategy) && text.includes(profile))
      }
    })

    it('tells the seed, the tool and who is theoretical', () => {
      assert.ok(text.includes('0.1.0'))
      assert.match(text, /theoretical/)
      assert.match(text, /\b1\b/)
    })

    it('shows failures with their causes', () => {
      assert.match(text, /timeout\W+12/)
      assert.match(text, /connection-reset\W+1\b/)
      assert.match(text, /timeout\W+1000/)
    })

    it('has no figure that is none', () => {
      assert.doesNotMatch(text, /NaN|Infinity|undefined/)
    })

    it('is the same every time', () => {
      assert.equal(format.render(structuredClone(SAMPLE_RESULT), PLAIN), text)
    })

    it('has no control characters but line ends, whatever names contain', () => {
      assert.doesNotMatch(format.render(named(HOSTILE), PLAIN), /(?!\n)\p{Cc}/u)
    })

    it('ends with one line end', () => {
      assert.match(text, /[^\n]\n$/)
    })

    it('can show a run without cells', () => {
      const empty = format.render({ ...SAMPLE_RESULT, cells: [] }, PLAIN)
      assert.doesNotMatch(empty, /NaN|Infinity|undefined/)
    })

    it('has an extension', () => {
      assert.match(format.extension, /^[a-z]+$/)
    })
  })
}

describe('a run without cells', () => {
  const empty = { ...SAMPLE_RESULT, cells: [] }

  for (const name of ['table', 'markdown'] as const) {
    it(`is a heading and nothing to read it by, as ${name}`, () => {
      const [about = '', ...rest] = FORMATS[name]
        .render(empty, { ...PLAIN, width: 1_000 })
        .split('\n')
      assert.match(about, / · no trials · given up after /)
      const command = [empty.command]
      assert.deepEqual(
        rest.map((line) => line.trim()).filter((line) => line !== ''),
        command,
      )
    })
  }
})

describe('src/report/README.md', () => {
  const readme = readFileSync(new URL('../../src/report/README.md', import.meta.url), 'utf8')

  it('shows the format that is tested here, as it would stand in that folder', () => {
    const file = readFileSync(new URL('lines.ts', import.meta.url), 'utf8')
    const there = file.replaceAll("'../../src/report/", "'./").replaceAll("'../../src/", "'../")
    assert.ok(readme.includes(`\`\`\`ts\n${there}\`\`\``))
  })

  it('shows the one line that names it', () => {
    const [, line = ''] = /in `formats\.ts`:\n\n```ts\n(.*)\n```/.exec(readme) ?? []
    const { lines } = EXAMPLE
    assert.equal(
      line,
      `  lines: { extension: '${lines.extension}', render: ${lines.render.name} },`,
    )
  })
})
