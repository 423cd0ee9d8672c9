/**
 * The links of profiles held to measured ones, in small: fewer series than `npm run fidelity` runs,
 * and wider limits accordingly. The seeds are fixed.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compareLink, type LinkComparison } from './links/comparison.ts'
import { measuredLinks } from './links/measured.ts'
import { holdsIn, meansOf, outagesIn } from './links/series.ts'
import { TRUTH } from './truth.ts'

const links = measuredLinks(TRUTH)
const compared = (source: string, series: number): LinkComparison => {
  const link = links.find((one) => one.source.startsWith(source))
  if (link === undefined) throw new Error(`Expected a measured link, found no "${source}"`)
  return compareLink(link, 'test', series)
}

describe('what is read out of a series of pings', () => {
  it('is a hold for all that was sent before its first answer came', () => {
    // 1 s late at the first, and let go at once: the answers come together, 200 ms apart when sent.
    const held = [1050, 850, 650, 450, 250, 50]
    const series = [50, 50, 50, 50, 50, 50, 50, ...held, 50]
    assert.equal(holdsIn(series, 200, 300), 1)
    assert.equal(holdsIn(series, 200, 999), 1)
    assert.equal(holdsIn(series, 200, 1000), 0)
  })

  it('is two holds where another begins after all answers of the first have come', () => {
    assert.equal(holdsIn([50, 50, 50, 50, 50, 450, 250, 50, 450, 250, 50, 50, 50], 200, 300), 2)
  })

  it('is an outage from five lost pings on, each 200 ms, for 1 s', () => {
    const lost = (count: number) => Array.from({ length: count }, () => undefined)
    assert.equal(outagesIn([50, ...lost(4), 50, ...lost(5), 50, ...lost(10)], 200, 1000), 2)
    assert.equal(outagesIn([50, ...lost(4), 50, ...lost(5), 50, ...lost(10)], 200, 2000), 1)
  })

  it('has means of pings in a row, of which none is lost or late', () => {
    assert.deepEqual(meansOf([40, 60, 50, undefined, 50, 500, 45, 55, 50], 2), [50, 50])
  })
})

describe('links of profiles', () => {
  it('are compared with every set that was measured', () => {
    assert.equal(links.length, 11)
  })

  it('have the round trips, singly and in sums, of the drives: nr_sa_driving', () => {
    const { spreads } = compared('CONEXT25, SA', 600)
    assert.deepEqual(
      spreads.map(({ figure }) => figure),
      ['single', 'mean of 10', 'mean of 50', 'mean of 100'],
    )
    // 600 levels that are drawn differ from the distribution they are drawn of by more than
    // 1.358 / √600 = 0.055 once in twenty times; the profile itself is 0.03 to 0.04 away.
    for (const { figure, distance } of spreads) assert.ok(distance < 0.09, `${figure}: ${distance}`)
  })

  it('hold and lose packets as often as was measured: nr_sa_driving', () => {
    const { rates, held } = compared('CONEXT25, SA', 600)
    const rateOf = (figure: string, atLeast: string) =>
      rates.find((one) => one.figure === figure && one.atLeast === atLeast)?.model ?? 0
    // 20.4 an hour in 5 h are 102, in clusters of 2.3 each: 3 deviations of √(102 × 3.7) = 19.
    assert.ok(Math.abs(rateOf('holds', '300ms') - 20.4) < 12, `${rateOf('holds', '300ms')}`)
    // 8.8 % of 600 series are 53: 3 deviations of √53 are 22, and of the 13 that were measured more.
    assert.ok(Math.abs((held?.model ?? 1) - 0.088) < 0.04, `${held?.model}`)
    // 4.9 are 25: 3 deviations of √25 = 5
    assert.ok(Math.abs(rateOf('outages', '1s') - 4.9) < 3.5, `${rateOf('outages', '1s')}`)
  })

  it('have means of a test at rest as phones of volunteers had: lte_good', () => {
    const [mean] = compared('IFIP24, -100 dBm and more', 1500).spreads
    // 829 tests and 1500 trials: 1.358 · √(1/829 + 1/1500) = 0.059, and the profile’s own 0.06
    assert.ok((mean?.distance ?? 1) < 0.1, `${mean?.distance}`)
  })
})
