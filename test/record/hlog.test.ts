import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import { HistogramLogReader, listTags } from 'hdr-histogram-js'
import { Histogram } from '../../src/record/histogram.ts'
import { readHlog, writeHlog } from '../../src/record/hlog.ts'

const histogramOf = (...values: readonly number[]): Histogram => {
  const histogram = new Histogram()
  for (const value of values) histogram.record(value)
  return histogram
}

const FAST = {
  strategy: 'fast-resume-direct+pipelined',
  profile: 'lte_good',
  milestone: 'ready',
  histogram: histogramOf(120_000, 181_500),
  trials: 2,
} as const
const LEGACY = {
  strategy: 'legacy-direct',
  profile: 'edge',
  milestone: 'connected',
  histogram: histogramOf(500_000),
  trials: 3,
} as const

describe('hlog', () => {
  it('writes one line per histogram, without a trace of when or where', () => {
    // 181,500 µs = 181.500 ms
    assert.equal(
      writeHlog([FAST, LEGACY], ['seed 1']),
      `#[Histogram log format version 1.3]
#[StartTime: 0.000 (seconds since epoch), virtual time]
#[Latencies in microseconds, Interval_Max in milliseconds, tags strategy:profile:milestone]
#[seed 1]
"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"
Tag=fast-resume-direct+pipelined:lte_good:ready,0.000,1.000,181.500,${FAST.histogram.encode()}
#[legacy-direct:edge:connected: 2 of 3 trials never got there]
Tag=legacy-direct:edge:connected,0.000,1.000,500.000,${LEGACY.histogram.encode()}
`,
    )
  })

  it('tells servers apart where there are several', () => {
    const text = writeHlog([
      { ...FAST, server: 'prosody' },
      { ...FAST, server: 'ejabberd' },
    ])
    assert.match(text, /tags strategy:profile:server:milestone\]/)
    assert.deepEqual(listTags(text), [
      'fast-resume-direct+pipelined:lte_good:prosody:ready',
      'fast-resume-direct+pipelined:lte_good:ejabberd:ready',
    ])
  })

  it('is read by the reference reader', () => {
    const text = writeHlog([FAST, LEGACY])
    assert.deepEqual(listTags(text), [
      'fast-resume-direct+pipelined:lte_good:ready',
      'legacy-direct:edge:connected',
    ])
    const reader = new HistogramLogReader(text)
    assert.equal(reader.nextIntervalHistogram()?.totalCount, 2)
    assert.equal(reader.nextIntervalHistogram()?.totalCount, 1)
    assert.equal(reader.nextIntervalHistogram(), null)
  })

  it('reads back every bin', () => {
    const read = readHlog(writeHlog([FAST, LEGACY]))
    assert.deepEqual(
      read.map(({ tag, histogram }) => [tag, histogram.encode()]),
      [
        ['fast-resume-direct+pipelined:lte_good:ready', FAST.histogram.encode()],
        ['legacy-direct:edge:connected', LEGACY.histogram.encode()],
      ],
    )
  })

  it('leaves out what has nothing in it', () => {
    assert.deepEqual(readHlog(writeHlog([{ ...FAST, histogram: new Histogram() }])), [])
  })

  it('refuses names that would break a line or a tag', () => {
    for (const profile of ['a,b', 'a b', 'a:b', 'a\nb', '']) {
      assert.throws(() => writeHlog([{ ...FAST, profile }]), /without spaces, commas and colons/)
    }
  })

  it('keeps a remark on its line', () => {
    assert.ok(writeHlog([], ['two\nlines']).includes('#[two lines]\n'))
  })

  it('says which line it cannot read', () => {
    assert.throws(() => readHlog('#[x]\nTag=a,0,0,0\n'), /in line 2, got 4 fields/)
  })
})
