/** A difference as a page: HTML without a mistake, and what is drawn is what the table says. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { renderDifferencePage } from '../../../src/report/difference/page.ts'
import { differenceOf } from '../../../src/result/difference/difference.ts'
import type { Result } from '../../../src/result/result.ts'
import { latency, SAMPLE_RESULT } from '../../result/sample-result.ts'
import { type Element, readHtml } from './read-markup.ts'

const HOSTILE = `</title></style><script>alert(1)</script><img src=x onerror="alert(1)">'"&amp;\u0000\ud800`

/** The first cell half a second later, and everything under another name. */
const later = (result: Result, command: string): Result => ({
  ...result,
  command,
  cells: result.cells.map((cell, index) =>
    index === 0 ? { ...cell, milestones: { ready: latency(1000, 1_043.21, 1_220) } } : cell,
  ),
})

const pageOf = (command: string): ReturnType<typeof readHtml> =>
  readHtml(renderDifferencePage(differenceOf(SAMPLE_RESULT, later(SAMPLE_RESULT, command))))

const named = (elements: readonly Element[], name: string): readonly Element[] =>
  elements.filter((element) => element.name === name)

describe('a page of a difference', () => {
  const { elements, errors } = pageOf('compare')

  it('is HTML without a mistake that asks for nothing and runs nothing', () => {
    assert.deepEqual(errors, [])
    for (const name of ['script', 'link', 'img', 'iframe']) {
      assert.deepEqual(named(elements, name), [])
    }
  })

  it('draws what differs, and says of the rest that nothing does', () => {
    const drawn = named(elements, 'desc').map(({ text }) => text)
    // 1043.21 less 543.21 ms; samples that have nothing to do with each other, whose intervals are none.
    assert.match(drawn[0] ?? '', /legacy-resume-starttls: \+500 ms/)
    const said = named(elements, 'li').map(({ text }) => text)
    assert.ok(said.some((line) => /^nothing differs: /.test(line)))
  })

  it('heads every row of its table by a figure, and all of a strategy’s by its name', () => {
    const heads = named(elements, 'th')
    assert.ok(heads.every(({ text }) => text.trim() !== ''))
    const scopes = (scope: string): readonly Element[] =>
      heads.filter(({ attributes }) => attributes.get('scope') === scope)
    assert.deepEqual(
      scopes('rowgroup').map(({ text, attributes }) => [text, attributes.get('rowspan')]),
      [['legacy-resume-starttls', '3']],
    )
    assert.deepEqual(
      scopes('row').map(({ text }) => text),
      ['p50 ms', 'p95 ms', 'p99 ms'],
    )
    // Two places, of which one differs; the names of the columns stand once.
    assert.equal(scopes('col').filter(({ text }) => text === 'figure').length, 1)
  })

  it('says what the colours of its figures mean, of those that are there', () => {
    const keys = named(elements, 'li').filter(
      ({ parent }) => parent?.attributes.get('class') === 'key',
    )
    assert.deepEqual(
      keys.map(({ text }) => text),
      ['worse'],
    )
  })

  it('breaks lines in its table behind joints of names, not behind signs', () => {
    const broken = new Set(named(elements, 'wbr').map(({ parent }) => parent?.text))
    assert.deepEqual([...broken], ['legacy-resume-starttls'])
    const figures = named(elements, 'td').map(({ text }) => text)
    assert.ok(figures.some((words) => words.includes('+')))
  })

  it('explains no table where there is none', () => {
    const same = readHtml(renderDifferencePage(differenceOf(SAMPLE_RESULT, SAMPLE_RESULT)))
    assert.deepEqual(same.errors, [])
    const titles = (page: typeof same): readonly string[] =>
      named(page.elements, 'h2').map(({ text }) => text)
    assert.equal(titles({ elements, errors }).at(-1), 'How to read it')
    assert.notEqual(titles(same).at(-1), 'How to read it')
    assert.deepEqual(named(same.elements, 'table'), [])
  })

  it('has the same elements whatever commands contain', () => {
    const outline = (page: ReturnType<typeof readHtml>): readonly string[] =>
      page.elements.map(({ name }) => name)
    const hostile = pageOf(HOSTILE)
    assert.deepEqual(hostile.errors, [])
    assert.deepEqual(outline(hostile), outline({ elements, errors }))
  })
})
