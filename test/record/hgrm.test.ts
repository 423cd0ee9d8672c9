/** The percentile distribution, held to that of the library that others read and draw it with. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import * as hdr from 'hdr-histogram-js'
import { writeHgrm } from '../../src/record/hgrm.ts'
import { Histogram } from '../../src/record/histogram.ts'
import { cases } from '../cases.ts'

const NAME = { strategy: 's', profile: 'p', milestone: 'ready' } as const

function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram()
  for (const value of values) histogram.record(value)
  return histogram
}

interface Row {
  readonly value: number
  /** Percentile, total count and what is left, as texts. */
  readonly rest: readonly string[]
}

const rowsOf = (text: string): readonly Row[] =>
  text
    .split('\n')
    .filter((line) => /^ *\d/.test(line))
    .map((line) => {
      const [value = '', ...rest] = line.trim().split(/\s+/)
      return { value: Number(value), rest }
    })

const values = fc.array(fc.integer({ min: 1, max: 60_000_000 }), { minLength: 1, maxLength: 400 })

describe('a percentile distribution', () => {
  it('has the steps and counts of HdrHistogram, and its values up to the largest there was', () => {
    fc.assert(
      fc.property(values, (recorded) => {
        const histogram = histogramOf(recorded)
        const theirs = hdr.decodeFromCompressedBase64(histogram.encode())
        const expected = rowsOf(theirs.outputPercentileDistribution(5, 1000))
        const ours = rowsOf(writeHgrm([{ ...NAME, histogram, trials: recorded.length }]))
        assert.deepEqual(
          ours.map(({ rest }) => rest),
          expected.map(({ rest }) => rest),
        )
        const most = Math.max(...recorded) / 1000
        for (const [index, { value }] of expected.entries()) {
          assert.ok(Math.abs((ours[index]?.value ?? 0) - Math.min(value, most)) < 0.001)
        }
      }),
      { seed: 4, numRuns: cases(60) },
    )
  })

  it('ends where the others never got there', () => {
    // 8 of 10: nothing is known of the last fifth.
    const histogram = histogramOf([1, 2, 3, 4, 5, 6, 7, 8].map((ms) => ms * 1000))
    const text = writeHgrm([{ ...NAME, histogram, trials: 10 }], ['a\ncommand'])
    assert.match(text, /^#\[a command\]\n#\[s:p:ready\]\n#\[2 of 10 trials never got there\]\n/)
    assert.deepEqual(rowsOf(text).at(-1), { value: 8, rest: ['0.750000000000', '8', '4.00'] })
    assert.match(text, /#\[Mean {4}= +4\.500, StdDeviation {3}= +2\.29\d\]\n/)
  })

  it('is left out where there is nothing', () => {
    assert.equal(writeHgrm([{ ...NAME, histogram: new Histogram(), trials: 3 }]), '\n')
  })
})
