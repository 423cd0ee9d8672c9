/** Verdicts as readers of each format take them, and differences as github-action-benchmark does. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Subject, Verdict } from '../../src/budget/verdict.ts'
import { DIFFERENCE_FORMATS } from '../../src/report/difference/formats.ts'
import { annotations } from '../../src/report/verdict/annotations.ts'
import { VERDICT_FORMATS } from '../../src/report/verdict/formats.ts'
import { differenceOf } from '../../src/result/difference/difference.ts'
import type { ResultCell } from '../../src/result/result.ts'
import { parseElement } from '../../src/xml/xml.ts'
import { SAMPLE_RESULT } from '../result/sample-result.ts'
import { present } from '../servers/installed.ts'
import { differenceFor } from './specimens/difference.ts'
import { checkedAlone, checkedOn, verdictsOn } from './specimens/verdicts.ts'

const SCHEMA = fileURLToPath(new URL('junit.xsd', import.meta.url))
const required = process.env['XMPP_RTT_REQUIRE_SERVERS'] === '1'
const skip = !present('xmllint') && !required && 'xmllint is not installed'

const HOSTILE = 'a|b"c,<i>`*\u001b[31m\n::error::%0A&\u{1D499}\ud800'

describe('verdicts', () => {
  it('are a table', () => {
    assert.equal(
      VERDICT_FORMATS.table.render(checkedOn('mine')),
      `lte_good

  budget for  expected                 is            found
  ──────────────────────────────────────────────────────────────────────
  mine        3 waits, layer by layer  broken        4 waits
                                                       tls: 1 → 2
  mine        p95 < 700ms              inconclusive  690 ms (650 to 720)

edge, tunnel, gajim, prosody

  budget for  expected  is    found
  ──────────────────────────────────────────
  mine        lost = 0  kept  0 % (0 of 900)

1 of 3 budgets kept, 1 broken, 1 inconclusive
inconclusive: the limit lies within the 95 % interval of what was found, and more trials may tell; or the row
says what nobody could see.
`,
    )
  })

  it('say in a line of its own what a late machine leaves open', () => {
    const [, unsure] = verdictsOn('mine')
    if (unsure === undefined) assert.fail()
    const late = { ...unsure, doubt: 'lateness' } as const
    const lines = (verdicts: readonly Verdict[]): readonly string[] =>
      VERDICT_FORMATS.markdown.render(checkedAlone(verdicts)).match(/^inconclusive.*:/gm) ?? []
    assert.deepEqual(lines([late]), ['inconclusive on a machine that was late:'])
    assert.deepEqual(lines([late, unsure]).length, 2)
  })

  it('are JUnit XML that a parser of XML reads, whatever names contain', () => {
    for (const strict of [false, true]) {
      const text = VERDICT_FORMATS.junit.render(checkedOn(HOSTILE), {
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
      for (const input of [checkedOn(name), checkedAlone(verdictsOn(name)), checkedAlone([])]) {
        const { status, stderr } = spawnSync('xmllint', ['--noout', '--schema', SCHEMA, '-'], {
          input: VERDICT_FORMATS.junit.render(input, options),
          encoding: 'utf8',
        })
        assert.equal(status, 0, stderr)
      }
    }
  })

  it('come with what was not judged, or is another in the baseline, or is missing', () => {
    const checked = checkedOn('mine')
    const notJudged =
      'not judged: "clients", for which nothing was handed in (what serve, proxy or analyze has seen)'
    const baseline = 'baseline: the strategy mine differs: one before, another after'
    const interrupted = 'interrupted: judged is what there was'
    assert.ok(
      VERDICT_FORMATS.markdown
        .render(checked)
        .includes(`inconclusive**\n\n- ${notJudged}\n- ${baseline}\n- ${interrupted}\n\n`),
    )
    const { verdicts: _, schema, ...rest } = JSON.parse(VERDICT_FORMATS.json.render(checked))
    const { passedOver, unlike } = checked
    assert.deepEqual(rest, { passedOver, unlike, interrupted: true })
    assert.equal(schema, 'xmpp-rtt/verdicts@1.2')
    const caveats = [notJudged, baseline, interrupted]
    const said = annotations(checked, true).match(/^::warning title=.*$/gm)
    assert.deepEqual(
      said?.map((line) => line.replace('::warning title=', '').replace('::', ': ')),
      caveats,
    )
    const text = VERDICT_FORMATS.junit.render(checked).replace(/^<\?xml.*\?>\n/, '')
    for (const suite of parseElement(text).elements('testsuite')) {
      const properties = suite.elements('properties').flatMap((one) => one.elements('property'))
      assert.deepEqual(
        properties.map((one) => `${one.attribute('name')}: ${one.attribute('value')}`),
        caveats,
      )
    }
  })

  it('are annotations, a line each, that no name gets out of', () => {
    assert.equal(
      annotations(checkedAlone(verdictsOn('mine')), false),
      '::error title=mine on lte_good%3A broken::expected 3 waits, layer by layer, found 4 waits; tls: 1 → 2\n' +
        '::warning title=mine on lte_good%3A inconclusive::expected p95 < 700ms, found 690 ms (650 to 720)\n',
    )
    const [first] = verdictsOn('mine')
    if (first === undefined) assert.fail()
    const titled = (subject: Subject): string | undefined =>
      /title=(.*)%3A broken::/.exec(annotations(checkedAlone([{ ...first, subject }]), false))?.[1]
    assert.equal(
      titled({ kind: 'episode', name: 'episode 1', where: 'at 9 s' }),
      'episode 1 at 9 s',
    )
    assert.equal(
      titled({ kind: 'connection', name: 'connection #2', where: 'reconnect' }),
      'connection #2 (reconnect)',
    )
    assert.equal(
      titled({ kind: 'clients', name: 'reconnect clients', where: 'served' }),
      'reconnect clients%2C served',
    )
    assert.equal(annotations(checkedOn(HOSTILE), true).match(/^::error/gm)?.length, 2)
  })
})

describe('a difference', () => {
  it('is what github-action-benchmark takes: names, units and values', () => {
    const difference = differenceFor()
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

  it('keeps the alarm for what never came in time, and has no figure for what was not tried', () => {
    const [first] = SAMPLE_RESULT.cells
    if (first === undefined) assert.fail()
    const of = (after: ResultCell): readonly { readonly name: string }[] => {
      const [before, later] = [first, after].map((cell) => ({ ...SAMPLE_RESULT, cells: [cell] }))
      if (before === undefined || later === undefined) assert.fail()
      const text = DIFFERENCE_FORMATS['github-action-benchmark'].render(differenceOf(before, later))
      return JSON.parse(text)
    }
    const never = { ...first, milestones: {} }
    const p50 = `${first.strategy} on lte_good at prosody: p50`
    assert.deepEqual(
      of(never).find(({ name }) => name === p50),
      {
        ...{ name: p50, unit: 'ms', value: SAMPLE_RESULT.settings.timeoutMs },
        // At least 60,000 less the 543.21 that it was.
        extra: '543 → > 60 s, difference –, 95 % interval ≥ +59457',
      },
    )
    const untried = of({ ...never, trials: 0 }).map(({ name }) => name)
    assert.equal(untried.includes(p50), false)
  })

  it('names the server where there are several', () => {
    const one = SAMPLE_RESULT.cells.slice(0, 1)
    const cells = ['prosody', 'ejabberd'].flatMap((server) =>
      one.map((cell) => ({ ...cell, server })),
    )
    const several = { ...SAMPLE_RESULT, cells }
    const text = DIFFERENCE_FORMATS.table.render(differenceOf(several, several))
    assert.match(text.replaceAll(/\s+/g, ' '), /nothing differs: (\S+) at prosody, \1 at ejabberd /)
  })

  it('is said to be none where there is none', () => {
    for (const format of ['table', 'markdown'] as const) {
      const text = DIFFERENCE_FORMATS[format].render(differenceOf(SAMPLE_RESULT, SAMPLE_RESULT))
      assert.match(text, /nothing differs: legacy-resume-starttls, fast-resume-direct/)
      // No heads without rows, and no word of them.
      assert.doesNotMatch(text, /95 %/)
    }
  })
})
