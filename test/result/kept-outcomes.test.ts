import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { OUTCOMES_KEPT, OutcomeLog } from '../../src/record/outcomes/log.ts'
import { integersFromText, integersToText } from '../../src/result/integer-text.ts'
import { readOutcomes, toOutcomes } from '../../src/result/kept-outcomes.ts'
import { readResult } from '../../src/result/read.ts'
import { readyTrial, TIMED_OUT } from '../record/sample-trials.ts'
import { SAMPLE_RESULT } from './sample-result.ts'

describe('integers as text', () => {
  it('are LEB128 in base64: 300 is the example of the format, [0xAC, 0x02]', () => {
    assert.equal(integersToText([300]), Buffer.from([0xac, 0x02]).toString('base64'))
  })

  it('come back as they were', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff_ffff })), (integers) => {
        assert.deepEqual(integersFromText(integersToText(integers)), integers)
      }),
    )
  })

  it('are refused when they are none: cut off, too large, no base64', () => {
    const octets = (...values: readonly number[]) => Buffer.from(values).toString('base64')
    for (const text of [
      octets(0x80),
      octets(0xff, 0xff, 0xff, 0xff, 0x7f),
      octets(...Array.from({ length: 99 }, () => 0x80), 0),
      'a-b_',
      '=',
    ]) {
      assert.equal(integersFromText(text), undefined, text)
    }
  })
})

const log = new OutcomeLog()
log.record(readyTrial(180_000, 2000), 0)
log.record(TIMED_OUT, 1)
log.record(readyTrial(200_000, 2001), 4)
const OUTCOMES = toOutcomes(log)

describe('outcomes in a result', () => {
  it('come back as they were, and are told apart by kind', () => {
    assert.deepEqual(readOutcomes(OUTCOMES), log.outcomes)
    assert.deepEqual(OUTCOMES.trials, [
      [0, 2],
      [4, 5],
    ])
    assert.deepEqual(
      OUTCOMES.kinds.map(({ ending }) => ending),
      ['ready', 'timeout'],
    )
  })

  it('take less than six characters for a time of seconds', () => {
    const many = new OutcomeLog()
    for (let trial = 0; trial < 1000; trial += 1) many.record(readyTrial(2e6 + trial, 9), trial)
    const text = JSON.stringify(toOutcomes(many))
    // Above 2^21 µs a time takes four octets, and base64 four characters for three.
    assert.ok(text.length < 1000 * 4 * (4 / 3) + 300, `${text.length}`)
  })

  const refused = (outcomes: object): string => {
    const [first] = SAMPLE_RESULT.cells
    const cells = [{ ...first, outcomes: { ...OUTCOMES, ...outcomes } }]
    const read = readResult(JSON.stringify({ ...SAMPLE_RESULT, cells }), 'r.json')
    assert.ok(!read.ok)
    return read.error.message
  }

  it('are refused in one line when they do not fit together', () => {
    const huge = integersToText([1, 0xffff_ffff])
    for (const [outcomes, found] of [
      [{ trials: [[0, 4]] }, /runs that are none/],
      [{ trials: [[4, 3]] }, /do not ascend/],
      [{ trials: [[0, OUTCOMES_KEPT + 1]] }, /trials beyond 100000/],
      [{ kind: huge }, /runs that are none/],
      [{ kind: integersToText([7, 3]) }, /a kind that is not/],
      [{ ready: integersToText([1, 2]) }, /another number of times/],
      [{ episodes: { count: huge, recovered: '' } }, /runs that are none/],
      [{ ready: 3 }, /expected a text|expected text|expected/],
    ] as const) {
      const message = refused(outcomes)
      assert.match(message, /^r\.json:\d+:\d+: cells\[0\]\.outcomes/)
      assert.match(message, found)
      assert.doesNotMatch(message, /\n/)
    }
  })
})
