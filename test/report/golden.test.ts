/**
 * What every format writes of the same specimens, to the octet: `golden/` has it. A change there is a change
 * for whoever reads such files, and is looked at as one; `npm run golden` writes them again.
 *
 * Each is also read by somebody who knows nothing of whoever wrote it: parsers of HTML, XML, JSON and CSV,
 * and validators of the schemas that are shipped. Readers of HdrHistograms, OpenMetrics and JUnit XML have
 * tests of their own (`record/`, `openmetrics.test.ts`, `verdicts.test.ts`).
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { describe, it } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { readHtml, readXml } from './page/read-markup.ts'
import { WRITTEN } from './written.ts'

const at = (path: string): URL => new URL(path, import.meta.url)
const stored = (file: string): string => readFileSync(at(`golden/${file}`), 'utf8')

describe('golden files', () => {
  it('are those of all that is written, and no others', () => {
    assert.deepEqual(readdirSync(at('golden')).sort(), Object.keys(WRITTEN).sort())
  })

  for (const [file, write] of Object.entries(WRITTEN)) {
    it(`have what is written: ${file}`, () => {
      assert.equal(write('somebody'), stored(file))
    })
  }
})

const VALID: Readonly<Record<string, (text: string) => void>> = {
  '.html': (text) => assert.deepEqual(readHtml(text).errors, []),
  '.svg': (text) => assert.equal(readXml(text)[0]?.name, 'svg'),
  '.xml': (text) => assert.ok(readXml(text).length > 0),
  '.json': (text) => JSON.parse(text),
  '.jsonl': (text) => {
    for (const line of text.trimEnd().split('\n')) assert.equal(typeof JSON.parse(line), 'object')
  },
}

const SCHEMAS: Readonly<Record<string, string>> = {
  'json.json': '../../results/result.schema.json',
  'lives-json.json': '../../results/result.schema.json',
  'storm-json.json': '../../results/storm.schema.json',
  'captured-profile.json': '../../profiles/profile.schema.json',
}

describe('a golden file is valid', () => {
  for (const file of Object.keys(WRITTEN)) {
    const read = VALID[extname(file)]
    if (read !== undefined) it(`to whoever reads such files: ${file}`, () => read(stored(file)))
  }

  for (const [file, schema] of Object.entries(SCHEMAS)) {
    it(`by its schema: ${file}`, () => {
      const validate = new Ajv2020({ strict: false }).compile(
        JSON.parse(readFileSync(at(schema), 'utf8')),
      )
      assert.ok(validate(JSON.parse(stored(file))), JSON.stringify(validate.errors))
      assert.ok(!validate({ schema: 'something else' }))
    })
  }

  const python = (script: string, input: string) =>
    spawnSync('/usr/bin/python3', ['-c', script], { input, encoding: 'utf8' })
  const missing = python('', '').status !== 0
  const required = process.env['XMPP_RTT_REQUIRE_SERVERS'] === '1'
  const skip = missing && !required && 'there is no Python'

  it('to a reader of CSV: rows as long as their heading', { skip }, () => {
    const files = Object.keys(WRITTEN).filter((file) => extname(file) === '.csv')
    const { stdout, stderr } = python(
      'import csv, io, json, sys\n' +
        'for text in json.load(sys.stdin):\n' +
        '  print(json.dumps([len(row) for row in csv.reader(io.StringIO(text), strict=True)]))',
      JSON.stringify(files.map(stored)),
    )
    assert.equal(stderr, '')
    const lengths = stdout.trimEnd().split('\n')
    assert.equal(lengths.length, files.length)
    for (const line of lengths) {
      const [heading, ...rows]: readonly number[] = JSON.parse(line)
      assert.ok(rows.length > 0)
      assert.deepEqual(new Set(rows), new Set([heading]))
    }
  })
})
