import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { compare, compareShard, formats } from '../../src/index.ts'
import { incomparable } from '../../src/result/difference/comparable.ts'
import { differenceOf } from '../../src/result/difference/difference.ts'
import { type Result, resultSchema } from '../../src/result/result.ts'

describe('a result with as many trials as it took', () => {
  let result: Result
  before(async () => {
    const words = {
      profiles: ['ideal'],
      strategies: ['fast-resume-direct', 'fast-resume-direct+pipelined'],
      trials: 'auto',
      precision: '1%',
      percentiles: '50,99',
    } as const
    result = (await compare(words, { commit: false, outcomes: true })).result
  })

  it('says which, and whether they were enough', () => {
    assert.deepEqual(result.adaptive, {
      precision: 0.01,
      percentiles: ['p50', 'p99'],
      profiles: { ideal: { trials: 1000, reached: true } },
    })
    assert.match(result.command, / --percentiles 50,99 -n auto --precision 1% --seed 1$/)
    assert.deepEqual(resultSchema.parse(result), result)
  })

  const SAID = /p50, p99 within 1%: ideal by 1000 trials/

  it('says so in every format', () => {
    for (const format of ['table', 'markdown', 'html', 'svg'] as const) {
      const text = formats[format].render(result).replaceAll(/\s+/g, ' ')
      assert.match(text, SAID, format)
    }
    const [head = '', row = ''] = formats.csv.render(result).split('\n')
    const column = head.split(',').indexOf('precision_reached')
    assert.deepEqual(row.split(',').slice(column - 1, column + 1), ['0.01', 'yes'])
    assert.match(
      formats.openmetrics.render(result),
      /^xmpp_rtt_precision_reached\{profile="ideal",precision="0.01"\} 1$/m,
    )
  })

  it('says so where they were not', () => {
    const profiles = { ideal: { trials: 100_000, reached: false } }
    const missed = { ...result, adaptive: { precision: 0.01, percentiles: ['p99'], profiles } }
    assert.match(formats.markdown.render(missed), /p99 within 1%: ideal not by 100000 trials/)
    assert.match(formats.csv.render(missed), /,0\.01,no,/)
    assert.match(formats.openmetrics.render(missed), /precision_reached\{.*\} 0$/m)
  })

  it('can be held against one with a number of trials that was said', async () => {
    const { result: fixed } = await compare(
      { profiles: ['ideal'], strategies: ['fast-resume-direct'], trials: 200 },
      { commit: false, outcomes: true },
    )
    assert.equal(incomparable(fixed, result), undefined)
    const [cell] = differenceOf(fixed, result).cells
    assert.deepEqual(cell?.trials, { before: 200, after: 1000 })
  })

  it('is never made in shards', async () => {
    await assert.rejects(compareShard({ trials: 'auto' }, { shard: '1/2', output: 'nowhere' }), {
      code: 'senseless',
      field: 'trials',
    })
  })
})
