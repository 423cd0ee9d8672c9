/** What every importer promises, checked on files as the tools write them. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { compare } from '../../../src/index.ts'
import { accepted } from '../../../src/json/input-error.ts'
import { importProfile } from '../../../src/profiles/import/import-profile.ts'
import { IMPORTERS } from '../../../src/profiles/import/importers.ts'
import { isDistributionTable } from '../../../src/profiles/import/netem/table.ts'
import { CODE_POINT } from '../../code-point.ts'
import { ownFolder } from '../../own-folder.ts'
import { NOTHING_SAID, SAMPLES, type Sample, sampleOf } from './samples.ts'

const folder = ownFolder('import')

/** What a file needs that does not say all by itself. */
const settingsFor = ({ importer }: Sample) => ({
  ...NOTHING_SAID,
  pick: importer === 'webpagetest' ? '3G' : undefined,
})
const sourcesFor = (sample: Sample) =>
  sample.importer === 'table'
    ? [sample, { name: 'netem', text: 'delay 90ms 9ms distribution uneven', as: 'netem' }]
    : [sample]

describe('every importer', () => {
  it('has a sample', () => {
    const names = new Set(SAMPLES.map(({ importer }) => importer))
    assert.deepEqual([...names].sort(), [...IMPORTERS.map(({ name }) => name), 'table'].sort())
  })

  for (const sample of SAMPLES) {
    it(`knows its own files and no other's: ${sample.name}`, () => {
      const known = IMPORTERS.filter((importer) => importer.recognises(sample))
      const names = known.map(({ name }) => name)
      if (sample.importer === 'table') assert.ok(isDistributionTable(sample))
      else assert.deepEqual([isDistributionTable(sample), ...names], [false, sample.importer])
    })

    it(`makes a profile that runs at once: ${sample.name}`, async () => {
      const made = accepted(importProfile(sourcesFor(sample), settingsFor(sample)))
      assert.deepEqual(accepted(importProfile(sourcesFor(sample), settingsFor(sample))), made)
      const path = join(folder, `${sample.name}.profile.json`)
      writeFileSync(path, made.text)
      const run = { profiles: [path], strategies: ['fast-resume-direct'], trials: 2 }
      const { result } = await compare(run, { commit: false })
      assert.equal(result.cells[0]?.trials, 2)
      for (const line of made.remarks) assert.match(line, /^\S.*\S$/)
    })

    // A table of a distribution is no file of a tool, and goes beside one.
    if (sample.importer === 'table') continue
    it(`is told which it is, whatever it is called: ${sample.name}`, () => {
      const told = { ...sample, as: sample.importer }
      assert.deepEqual(
        importProfile([told], settingsFor(sample)),
        importProfile([sample], settingsFor(sample)),
      )
    })
  }
})

describe('whatever a file says', () => {
  /** A sample with a part of it gone, doubled, or replaced. */
  const damaged = fc
    .record({
      sample: fc.constantFrom(...SAMPLES),
      from: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(40),
      put: fc.oneof(
        fc.constantFrom('', '-1', '1e99', '9'.repeat(40), '{', '"', '\n', '\u0000', 'NaN', '0'),
        fc.string(),
        fc.string({ unit: CODE_POINT }),
      ),
    })
    .map(({ sample, from, length, put }) => {
      const at = Math.floor(from * sample.text.length)
      const text = sample.text.slice(0, at) + put + sample.text.slice(at + length)
      return { ...sample, text }
    })

  it('ends in a profile or in one line that names it', () => {
    fc.assert(
      fc.property(
        damaged,
        fc.constantFrom(undefined, ...IMPORTERS.map(({ name }) => name)),
        (sample, as) => {
          const source = as === undefined ? sample : { ...sample, as }
          const read = importProfile(
            sourcesFor(sample).map((one) => (one === sample ? source : one)),
            settingsFor(sample),
          )
          if (read.ok) return
          assert.match(read.error.message, /^[^\n]{1,1000}$/u)
          assert.ok(read.error.file !== undefined, read.error.message)
        },
      ),
      { seed: 12, numRuns: 500 },
    )
  })

  it('is looked at in time that grows with it, and no faster', () => {
    const hostile = [
      ' '.repeat(90_000),
      '\n'.repeat(90_000),
      `bwIn${' '.repeat(90_000)}x`,
      `[a]\nbwIn=1\n${'a '.repeat(40_000)}`,
      `64 bytes from a: ${'icmp_seq=1 '.repeat(8_000)}`,
      // As long as lines of ping may be, and full of what its forms begin with or go on with.
      ...['icmp_seq=1 ', 'seq=1 a', 'a(b) 1 ', 'a/', ' 1 a', 'a1,', '= 1, a', ':: ', 'a '].map(
        (part) => `${part.repeat(490 / part.length)}\n`.repeat(200),
      ),
      '1'.repeat(90_000),
      '1 '.repeat(40_000),
      `delay ${'1 '.repeat(40_000)}`,
      `time_s,${'rtt_'.repeat(20_000)}ms`,
      '['.repeat(90_000),
      `{"test_start":${'['.repeat(90_000)}`,
    ]
    for (const text of hostile) {
      for (const as of [undefined, ...IMPORTERS.map(({ name }) => name)]) {
        const read = importProfile([{ name: 'hostile', text, as }], NOTHING_SAID)
        assert.ok(!read.ok, text.slice(0, 20))
      }
    }
  })

  it('may be long', () => {
    const lines = Array.from(
      { length: 45_000 },
      (_, i) => `${(i / 100).toFixed(2)},${20 + (i % 7)}`,
    )
    const text = `time_s,rtt_ms\n${lines.join('\n')}\n`
    const { text: profile } = accepted(importProfile([{ name: 'long.csv', text }], NOTHING_SAID))
    assert.match(profile, /"endsMs": \[\n/)
    const more = `${text}${`${lines.join('\n')}\n`.repeat(8)}`
    const read = importProfile([{ name: 'longer.csv', text: more }], NOTHING_SAID)
    assert.match(read.ok ? '' : read.error.message, /found 405000 samples, expected at most 400000/)
  })
})

it('a file of nobody is told of in one line', () => {
  const read = importProfile([{ name: 'a.txt', text: 'Dear Sir\n' }], NOTHING_SAID)
  assert.equal(
    read.ok ? '' : read.error.message,
    `a.txt: found nothing that is known, expected one of ${IMPORTERS.map(({ name }) => name).join(', ')} (--as says which)`,
  )
  const as = { ...sampleOf('lte.up'), as: 'pong' }
  const asked = importProfile([as], NOTHING_SAID)
  assert.match(asked.ok ? '' : asked.error.message, /^as: found "pong", .*did you mean "ping"/)
})
