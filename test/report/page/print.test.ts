/** A page on paper: what announces stands with what it announces, and letters are as small as they must be. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pageStyle } from '../../../src/report/page/style.ts'

/** What holds on paper alone. */
const print = /@media print\{\n([\s\S]*)\n\}/.exec(pageStyle())?.[1] ?? ''

const selectorsWith = (declaration: string): readonly string[] =>
  print
    .split('\n')
    .map((rule) => /^(.*)\{(.*)\}$/.exec(rule))
    .filter((rule) => rule?.[2]?.split(';').includes(declaration))
    .flatMap((rule) => rule?.[1]?.split(',') ?? [])

describe('a page on paper', () => {
  it('leaves no heading, legend, caption or head of a table alone at the foot', () => {
    const announcing = selectorsWith('break-after:avoid')
    for (const selector of ['h2', 'h3', 'h3+p', '.key', 'dt', 'figcaption', 'caption', 'thead'])
      assert.ok(announcing.includes(selector), selector)
    assert.ok(selectorsWith('break-before:avoid').includes('thead+tbody tr:first-child'))
  })

  it('breaks within no paragraph, item or row', () => {
    const whole = selectorsWith('break-inside:avoid')
    for (const selector of ['p', 'li', 'tr', '.key']) assert.ok(whole.includes(selector), selector)
  })

  it('has small letters only in tables of many columns', () => {
    assert.deepEqual(selectorsWith('font-size:6.6pt'), ['table:has(thead th:nth-child(10))'])
    assert.deepEqual(selectorsWith('font-size:8.5pt'), ['table'])
  })
})
