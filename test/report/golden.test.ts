/**
 * What every format writes of the same result, to the octet: `golden/` has it. A change there is a change
 * for whoever reads such files, and is looked at as one.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { writeHgrm } from '../../src/record/hgrm.ts'
import { Histogram } from '../../src/record/histogram.ts'
import { writeHlog } from '../../src/record/hlog.ts'
import { keptOutcome } from '../../src/record/outcomes/kept.ts'
import { DIFFERENCE_FORMATS } from '../../src/report/difference/formats.ts'
import { FORMATS } from '../../src/report/formats.ts'
import { PLAIN } from '../../src/report/report-options.ts'
import { samplesHeading, samplesOf } from '../../src/report/samples.ts'
import { differenceOf } from '../../src/result/difference/difference.ts'
import type { Result } from '../../src/result/result.ts'
import { readyTrial, TIMED_OUT } from '../record/sample-trials.ts'
import { latency, SAMPLE_RESULT } from '../result/sample-result.ts'

const NAME = { strategy: 'fast-resume-direct', profile: 'lte_good' } as const

const histogram = new Histogram()
for (const ms of [120, 121, 130, 180, 950]) histogram.record(ms * 1000)
const ENTRIES = [{ ...NAME, milestone: 'ready', histogram, trials: 6 }] as const

const OUTCOMES = [readyTrial(120_500, 1000), TIMED_OUT].map(keptOutcome)

/** The first cell 43 ms faster. */
const LATER: Result = {
  ...SAMPLE_RESULT,
  cells: SAMPLE_RESULT.cells.map((cell, index) =>
    index === 0 ? { ...cell, milestones: { ready: latency(1000, 500, 700) } } : cell,
  ),
}

/** Pages and figures are long, and held to what they show (`page/`). */
const DRAWN = ['html', 'svg']

const TEXTS: Readonly<Record<string, string>> = {
  'latency.hlog': writeHlog(ENTRIES, ['a command']),
  'latency.hgrm': writeHgrm(ENTRIES, ['a command']),
  'samples.csv': samplesHeading() + samplesOf({ ...NAME, server: 'prosody' }, OUTCOMES),
  ...Object.fromEntries(
    Object.entries(FORMATS)
      .filter(([name]) => !DRAWN.includes(name))
      .map(([name, { extension, render }]) => [
        `${name}.${extension}`,
        render(SAMPLE_RESULT, PLAIN),
      ]),
  ),
  ...Object.fromEntries(
    Object.entries(DIFFERENCE_FORMATS)
      .filter(([name]) => !DRAWN.includes(name))
      .map(([name, { extension, render }]) => [
        `difference-${name}.${extension}`,
        render(differenceOf(SAMPLE_RESULT, LATER)),
      ]),
  ),
}

describe('a golden file', () => {
  for (const [name, text] of Object.entries(TEXTS)) {
    it(`is what is written: ${name}`, () => {
      assert.equal(text, readFileSync(new URL(`golden/${name}`, import.meta.url), 'utf8'))
    })
  }
})
