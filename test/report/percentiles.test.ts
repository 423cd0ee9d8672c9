/** Percentiles that were chosen, in every format. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compare, formats } from '../../src/index.ts'
import { rankOf } from '../../src/record/percentile.ts'
import { within } from '../cli/within.ts'

const RUN = { profiles: ['wifi_home'], strategies: ['fast-resume-direct'], trials: 250 } as const
const OPTIONS = { commit: false, workers: 1 } as const
const usual = await compare(RUN, { ...OPTIONS, outcomes: true })
const chosen = await compare({ ...RUN, percentiles: '50,97.5,99.9' }, OPTIONS)

describe('chosen percentiles', () => {
  it('are of nearest rank, and have their intervals', () => {
    const [cell] = chosen.result.cells
    const ready = cell?.milestones.ready
    const entry = usual.histograms.find(({ milestone }) => milestone === 'ready')
    assert.deepEqual(chosen.result.percentiles, ['p50', 'p97.5', 'p99.9'])
    assert.equal(ready?.chosen?.['p50']?.value, ready?.p50)
    assert.deepEqual(ready?.chosen?.['p50']?.ci95, ready?.ci95.p50)
    // Of 250: 97.5 % are 243.75, the 244th; 99.9 % are 249.75, the last.
    const at = (rank: number): number => Number(entry?.histogram.valueAtRank(rank)) / 1000
    assert.equal(ready?.chosen?.['p97.5']?.value, at(244))
    assert.equal(ready?.chosen?.['p99.9']?.value, at(250))
    assert.equal(ready?.chosen?.['p99.9']?.ci95[1], null)
  })

  it('are exact where the numbers that there are are not', () => {
    // 99.9 × 1000 is 99,900.00000000001 in doubles: the rank above would be the last.
    assert.equal(rankOf(99.9, 1000), 999)
    assert.equal(rankOf(99.99, 10_000), 9999)
    assert.equal(rankOf(0.1, 1000), 1)
  })

  it('stand in every format in the place of the usual ones', () => {
    const text = (name: keyof typeof formats) => formats[name].render(chosen.result)
    for (const name of ['table', 'markdown'] as const) {
      assert.match(text(name), /p50 ms\W+p97\.5 ms\W+p99\.9 ms/)
      assert.doesNotMatch(text(name), /p95 ms|p99 ms/)
    }
    assert.match(text('csv'), /,ready_p97_5_ms,ready_p97_5_beyond_ms,/)
    assert.doesNotMatch(text('csv'), /ready_p95_ms/)
    assert.match(text('openmetrics'), /quantile="0\.975"/)
    assert.match(text('json'), /"chosen": \{/)
  })

  it('are part of the command that gives the same again', () => {
    assert.match(chosen.result.command, / --percentiles 50,97\.5,99\.9 /)
    const { percentiles: _, command, ...others } = chosen.result
    assert.equal(command.replace(' --percentiles 50,97.5,99.9', ''), usual.result.command)
    assert.deepEqual(others.settings, usual.result.settings)
  })

  for (const wrong of ['', '0', '100', '50,50', '50;90', '-1', '99.99999', 'p50', '1e1']) {
    it(`are refused in one line: ${JSON.stringify(wrong)}`, async () => {
      const { code, stderr } = await within(['compare', '--percentiles', wrong])
      assert.equal(code, 2)
      assert.match(
        stderr,
        /^xmpp-rtt: --percentiles: found ".*", expected percentiles above 0 .*\n$/,
      )
    })
  }
})
