import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { budgetsJsonSchema, parseBudgets } from '../../src/budget/budget-file.ts'
import { parseExpectation } from '../../src/budget/expectation.ts'
import { heldAgainst } from '../../src/budget/judge/held-against.ts'

const limitOf = (text: string): unknown => {
  const parsed = parseExpectation(text)
  if (!parsed.ok) assert.fail(parsed.error.expected)
  return parsed.value.limit
}

describe('an expectation', () => {
  it('has a limit in the unit of its figure', () => {
    for (const [text, value] of [
      ['waits <= 4', 4],
      ['waits.tls = 1', 1],
      ['p95 < 2500ms', 2500],
      ['p99<=1.5s', 1500],
      ['p99.9 < 10s', 10_000],
      ['bytes.up <= 1.5kB', 1500],
      ['failed <= 1%', 0.01],
      ['lost = 0', 0],
    ] as const) {
      assert.deepEqual(limitOf(text), { kind: 'number', value })
    }
  })

  it('may be relative to another strategy or to a baseline', () => {
    assert.deepEqual(limitOf('p50 <= 80% of legacy-direct+pipelined'), {
      ...{ kind: 'relative', factor: 0.8, to: 'legacy-direct+pipelined' },
    })
    assert.deepEqual(limitOf('waits <= baseline'), { kind: 'relative', factor: 1, to: 'baseline' })
  })

  it('says what it expected where it is none', () => {
    for (const [text, expected] of [
      ['wait <= 4', /a figure \(waits, waits\.LAYER, p50/],
      ['waits.xyz <= 4', /a figure/],
      ['waits 4', /a figure/],
      ['waits <= four', /a whole number of round trips|another strategy/],
      ['p95 < 2500', /a time with its unit/],
      ['p95 = 2500ms', /no "="/],
      ['p99.9 = 10s', /no "="/],
      ['p100 < 10s', /p99\.9 or another percentile/],
      ['p0 < 10s', /a figure/],
      ['p < 10s', /a figure/],
      ['failed <= 2', /a share from 0% to 100%/],
      ['failed <= baseline', /a share/],
    ] as const) {
      const parsed = parseExpectation(text)
      if (text === 'waits <= four') {
        // It might be the name of a strategy.
        assert.ok(parsed.ok)
        continue
      }
      assert.ok(!parsed.ok, text)
      assert.match(parsed.error.expected, expected)
    }
  })

  it('takes any text without an exception', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof parseExpectation(text).ok === 'boolean'))
  })
})

describe('what was found', () => {
  const kind = (low: number, high: number) => heldAgainst({ low, high }, '<=', 10, 'uncertain')

  it('keeps, breaks or leaves open a limit by its whole interval', () => {
    assert.deepEqual(
      [kind(8, 10), kind(10.1, 12), kind(9, 11), kind(9, Number.POSITIVE_INFINITY)],
      ['kept', 'broken', 'inconclusive', 'inconclusive'],
    )
  })

  it('breaks it by the worst of it where it varies', () => {
    assert.equal(heldAgainst({ low: 2, high: 3 }, '<=', 2, 'varying'), 'broken')
    assert.equal(heldAgainst({ low: 2, high: 3 }, '=', 2, 'varying'), 'broken')
    assert.equal(heldAgainst({ low: 2, high: 3 }, '>=', 2, 'varying'), 'kept')
  })
})

describe('a file of budgets', () => {
  const message = (text: string): string => {
    const read = parseBudgets(text, 'b.json')
    return read.ok ? 'none' : read.error.message
  }

  it('is as short as it can be', () => {
    const budget = { strategy: 's', profile: 'p', expect: ['waits <= 4', 'p95 < 2500ms'] }
    assert.equal(message(JSON.stringify({ budgets: [budget] })), 'none')
  })

  it('is refused in one line, with its place', () => {
    const budget = (expect: string): string =>
      `{ "budgets": [{ "strategy": "s", "profile": "p", "expect": [${expect}] }] }`
    for (const [text, expected] of [
      [
        budget('"waits < four!"'),
        /^b\.json:1:\d+: budgets\[0\]\.expect\[0\]: found "waits < four!"/,
      ],
      [budget(''), /expect: found \[\], expected at least/],
      ['{ "budget": [] }', /budget: found an unknown field, expected "budgets"|did you mean/],
      [
        '{ "budgets": [{ "strategy": "all", "profile": "p", "expect": ["waits<=1"] }] }',
        /one by its name/,
      ],
      ['{ "format": "xmpp-rtt/budgets@2" }', /format: found/],
      ['{', /expected/],
    ] as const) {
      assert.match(message(text), expected)
      assert.doesNotMatch(message(text), /\n/)
    }
  })

  it('has a schema for editors that is up to date', () => {
    const file = new URL('../../src/budget/budgets.schema.json', import.meta.url)
    assert.equal(readFileSync(file, 'utf8'), budgetsJsonSchema(), 'npm run generate')
  })
})
