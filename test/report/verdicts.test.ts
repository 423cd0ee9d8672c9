/** What holds for every format of verdicts and of differences, and golden examples. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Verdict } from '../../src/budget/verdict.ts'
import { DIFFERENCE_FORMATS } from '../../src/report/difference/formats.ts'
import { annotations } from '../../src/report/verdict/annotations.ts'
import { VERDICT_FORMATS } from '../../src/report/verdict/formats.ts'
import { differenceOf } from '../../src/result/difference/difference.ts'
import type { Result } from '../../src/result/result.ts'
import { parseElement } from '../../src/xml/xml.ts'
import { latency, SAMPLE_RESULT } from '../result/sample-result.ts'
import { present } from '../servers/installed.ts'

const SCHEMA = fileURLToPath(new URL('junit.xsd', import.meta.url))
const required = process.env['XMPP_RTT_REQUIRE_SERVERS'] === '1'
const skip = !present('xmllint') && !required && 'xmllint is not installed'

const HOSTILE = 'a|b"c,<i>`*\u001b[31m\n::error::%0A&\u{1D499}\ud800'

const verdicts = (name: string): readonly Verdict[] => [
  {
    subject: { name, where: 'lte_good' },
    kind: 'broken',
    expected: '3 waits, layer by layer',
    found: '4 waits',
    details: ['tls: 1 → 2'],
  },
  {
    subject: { name, where: 'lte_good' },
    kind: 'inconclusive',
    expected: 'p95 < 700ms',
    found: '690 ms (650 to 720)',
    details: [],
  },
  { subject: { name, where: 'edge' }, kind: 'kept', expected: 'lost = 0', found: '0', details: [] },
]

const faster: Result = {
  ...SAMPLE_RESULT,
  cells: SAMPLE_RESULT.cells.map((cell, index) =>
    index === 0 ? { ...cell, milestones: { ready: latency(1000, 500, 700) } } : cell,
  ),
}
const renamed = (result: Result, name: string): Result => ({
  ...result,
  cells: result.cells.map((cell) => ({ ...cell, strategy: name })),
})

const RENDERED: readonly (readonly [string, (name: string) => string])[] = [
  ...Object.entries(VERDICT_FORMATS).map(
    ([name, { render }]) =>
      [`verdicts as ${name}`, (who: string) => render(verdicts(who))] as const,
  ),
  ...Object.entries(DIFFERENCE_FORMATS).map(
    ([name, { render }]) =>
      [
        `a difference as ${name}`,
        (who: string) => render(differenceOf(renamed(SAMPLE_RESULT, who), renamed(faster, who))),
      ] as const,
  ),
]

for (const [name, render] of RENDERED) {
  describe(name, () => {
    it('names whom it is about, has no figure that is none, and ends with one line end', () => {
      const text = render('somebody')
      assert.ok(text.includes('somebody'))
      assert.doesNotMatch(text, /NaN|Infinity|undefined/)
      assert.match(text, /[^\n]\n$/)
      assert.equal(render('somebody'), text)
    })

    it('has no control characters but line ends, whatever names contain', () => {
      assert.doesNotMatch(render(HOSTILE), /(?!\n)\p{Cc}/u)
    })
  })
}

describe('verdicts', () => {
  it('are a table', () => {
    assert.equal(
      VERDICT_FORMATS.table.render(verdicts('mine')),
      `lte_good

  budget for  expected                 is            found
  ──────────────────────────────────────────────────────────────────────
  mine        3 waits, layer by layer  broken        4 waits
                                                       tls: 1 → 2
  mine        p95 < 700ms              inconclusive  690 ms (650 to 720)

edge

  budget for  expected  is    found
  ─────────────────────────────────
  mine        lost = 0  kept  0

1 of 3 budgets kept, 1 broken, 1 inconclusive
inconclusive: the 95 % interval of what was found has the limit in it; more trials may tell.
`,
    )
  })

  it('are JUnit XML that a parser of XML reads, whatever names contain', () => {
    for (const strict of [false, true]) {
      const text = VERDICT_FORMATS.junit.render(verdicts(HOSTILE), {
        color: false,
        width: 80,
        strict,
      })
      const root = parseElement(text.replace(/^<\?xml.*\?>\n/, ''))
      assert.equal(root.name, 'testsuites')
      const { tests, failures } = root.attributes
      assert.deepEqual([tests, failures], ['3', strict ? '2' : '1'])
      const suites = root.elements('testsuite')
      assert.deepEqual(
        suites.map((suite) => suite.attribute('skipped')),
        [strict ? '0' : '1', '0'],
      )
      assert.deepEqual(
        suites.map((suite) => suite.elements('testcase').length),
        [2, 1],
      )
      // What a suite says of itself is what is in it.
      for (const suite of suites) {
        const found = suite.elements('testcase').flatMap((one) => one.elements('failure'))
        assert.equal(String(found.length), suite.attribute('failures'))
      }
    }
  })

  it('are JUnit XML by its schema', { skip }, () => {
    for (const [name, strict] of [
      ['mine', false],
      [HOSTILE, true],
    ] as const) {
      const options = { color: false, width: 80, strict }
      for (const input of [verdicts(name), []]) {
        const { status, stderr } = spawnSync('xmllint', ['--noout', '--schema', SCHEMA, '-'], {
          input: VERDICT_FORMATS.junit.render(input, options),
          encoding: 'utf8',
        })
        assert.equal(status, 0, stderr)
      }
    }
  })

  it('are annotations, a line each, that no name gets out of', () => {
    assert.equal(
      annotations(verdicts('mine'), false),
      '::error title=mine on lte_good%3A broken::expected 3 waits, layer by layer, found 4 waits; tls: 1 → 2\n' +
        '::warning title=mine on lte_good%3A inconclusive::expected p95 < 700ms, found 690 ms (650 to 720)\n',
    )
    assert.equal(annotations(verdicts(HOSTILE), true).match(/^::error/gm)?.length, 2)
  })
})

describe('a difference', () => {
  it('is what github-action-benchmark takes: names, units and values', () => {
    const difference = differenceOf(SAMPLE_RESULT, faster)
    const entries = JSON.parse(DIFFERENCE_FORMATS['github-action-benchmark'].render(difference))
    assert.deepEqual(entries[1], {
      name: 'legacy-resume-starttls on lte_good at prosody: p50',
      unit: 'ms',
      value: 500,
      extra: '543 → 500, difference −43 (−8.0 %), 95 % interval always',
    })
    for (const { name, unit, value } of entries) {
      assert.deepEqual([typeof name, typeof unit, typeof value], ['string', 'string', 'number'])
    }
  })

  it('is said to be none where there is none', () => {
    const text = DIFFERENCE_FORMATS.table.render(differenceOf(SAMPLE_RESULT, SAMPLE_RESULT))
    assert.match(text, /nothing differs: legacy-resume-starttls, fast-resume-direct/)
  })
})
