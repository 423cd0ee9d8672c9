/** What ready is of a row where it is another than of the others: said in every table. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { renderCsv } from '../../src/report/csv.ts'
import { renderMarkdown } from '../../src/report/markdown.ts'
import { renderOpenMetrics } from '../../src/report/openmetrics/openmetrics.ts'
import { renderSvg } from '../../src/report/svg.ts'
import { renderTable } from '../../src/report/table.ts'
import { resultSchema } from '../../src/result/result.ts'
import { SAMPLE_RESULT } from '../result/sample-result.ts'

const [name = ''] = Object.keys(SAMPLE_RESULT.strategies)

/** The first strategy is a dialogue of somebody's own, of which nobody knows whether servers take it. */
const OWN = resultSchema.parse({
  ...SAMPLE_RESULT,
  strategies: {
    ...SAMPLE_RESULT.strategies,
    [name]: { summary: 'mine', start: 'cold', readyMeans: 'its last octet', settings: {} },
  },
})

describe('a row that is ready by other means', () => {
  it('has them below the tables and the figure, once', () => {
    const line = `ready of ${name}: its last octet.`
    for (const render of [renderTable, renderMarkdown, renderSvg]) {
      assert.equal(render(OWN).split(line).length - 1, 1, render.name)
      assert.doesNotMatch(render(SAMPLE_RESULT), /ready of /)
    }
  })

  it('has no standing where nobody knows one', () => {
    const [header = '', row = ''] = renderCsv(OWN).split('\n')
    assert.equal(row.split(',')[header.split(',').indexOf('standing')], '')
    assert.match(renderOpenMetrics(OWN), new RegExp(`_strategy_info\\{strategy="${name}"\\} 1`))
  })
})
